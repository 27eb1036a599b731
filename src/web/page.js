/* Made by build.sh from app/, preact, @preact/signals (Copyright (c) 2022-present Preact Team) and htm
(Copyright Jason Miller, Apache-2.0). Of the first two:
The MIT License (MIT)

Copyright (c) 2015-present Jason Miller

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE. */
var Tn=function(e,t,n,i){var s;t[0]=0;for(var o=1;o<t.length;o++){var r=t[o++],l=t[o]?(t[0]|=r?1:2,n[t[o++]]):t[++o];r===3?i[0]=l:r===4?i[1]=Object.assign(i[1]||{},l):r===5?(i[1]=i[1]||{})[t[++o]]=l:r===6?i[1][t[++o]]+=l+"":r?(s=e.apply(l,Tn(e,l,n,["",null])),i.push(s),l[0]?t[0]|=2:(t[o-2]=0,t[o]=s)):i.push(l)}return i},wn=new Map;function On(e){var t=wn.get(this);return t||(t=new Map,wn.set(this,t)),(t=Tn(this,t.get(e)||(t.set(e,t=(function(n){for(var i,s,o=1,r="",l="",c=[0],p=function(f){o===1&&(f||(r=r.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?c.push(0,f,r):o===3&&(f||r)?(c.push(3,f,r),o=2):o===2&&r==="..."&&f?c.push(4,f,0):o===2&&r&&!f?c.push(5,0,!0,r):o>=5&&((r||!f&&o===5)&&(c.push(o,0,r,s),o=6),f&&(c.push(o,f,0,s),o=6)),r=""},u=0;u<n.length;u++){u&&(o===1&&p(),p(u));for(var m=0;m<n[u].length;m++)i=n[u][m],o===1?i==="<"?(p(),c=[c],o=3):r+=i:o===4?r==="--"&&i===">"?(o=1,r=""):r=i+r[0]:l?i===l?l="":r+=i:i==='"'||i==="'"?l=i:i===">"?(p(),o=1):o&&(i==="="?(o=5,s=r,r=""):i==="/"&&(o<5||n[u][m+1]===">")?(p(),o===3&&(c=c[0]),o=c,(c=c[0]).push(2,0,o),o=0):i===" "||i==="	"||i===`
`||i==="\r"?(p(),o=2):r+=i),o===3&&r==="!--"&&(o=4,c=c[0])}return p(),c})(e)),t),arguments,[])).length>1?t:t[0]}var O,En,Gt,ue,Ht,_t,In,ft,Pn,Kt,Wt,ta,Ze=Symbol.for("pv"),$t={},ht=[],na=/^m(i|n|o|s|text|space)$/,Yt=Array.isArray,Zt=ht.slice,$e=Object.assign;function _e(e){e&&e.parentNode&&e.remove()}function vt(e,t,n){var i,s,o,r={},l=arguments.length;for(o in t)o=="key"?i=t[o]:o=="ref"&&typeof e!="function"?s=t[o]:r[o]=t[o];return l>2&&(r.children=l>3?Zt.call(arguments,2):n),Ye(e,r,i,s,null)}function Ye(e,t,n,i,s){var o={type:e,props:t,key:n,ref:i,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Ze,__v:s||++En,__i:-1,__u:0};return!s&&O.vnode&&O.vnode(o),o}function he(e){return e.children}function se(e,t){this.props=e,this.context=t,this.__g=0}function de(e,t){if(t==null)return e.__&&de(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:de(e)}function ia(e){var t,n=e.__v,i=n.__e,s=[],o=[],r=e.__P;r&&((t=$e({constructor:Ze},n)).__v=n.__v+1,O.vnode&&O.vnode(t),Jt(r,t,n,e.__n,r.namespaceURI,32&n.__u?[i]:null,s,i||de(n),32&n.__u,o),t.__v=n.__v,t.__.__k[t.__i]=t,Dn(s,t,o),n.__=n.__e=null,t.__e!=i&&Nn(t))}function Nn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Nn(e)}function An(e){(8&e.__g||(e.__g|=8,ue.push(e),_t++))&&Ht==O.debounceRendering||((Ht=O.debounceRendering)||queueMicrotask)(Rn)}function Rn(){try{for(var e,t=1;ue.length;)ue.length>t&&ue.sort(In),e=ue.shift(),t=ue.length,8&e.__g&&ia(e)}finally{(_t=ue.length)&&(Ht||queueMicrotask)(Rn)}}function Ln(e,t,n,i,s,o,r,l,c,p,u){var m,f,d,$,x,g,T=i.__k||ht,y=t.length;for(c=aa(n,t,T,c,y),m=0;m<y;m++)(d=n.__k[m])!=null&&(f=~d.__i&&T[d.__i]||$t,d.__i=m,g=Jt(e,d,f,s,o,r,l,c,p,u),$=d.__e,(f.ref!=d.ref||8&f.__u)&&(f.ref&&Xt(f.ref,null,d,f),d.ref&&u.push(d.ref,d.__c||$,d)),x=x||$,4&d.__u?(c=zn(d,c,e,!f.__v),f.__e&&(f.__e=null)):typeof d.type=="function"&&g!==void 0?c=g:$&&(c=$.nextSibling),d.__u&=-21);return n.__e=x,c}function aa(e,t,n,i,s){var o,r,l,c,p,u,m,f,d,$=n.length,x=$,g=0,T=0,y=e.__k=Array(s);for(o=0;o<s;o++)(r=t[o])!=null&&typeof r!="boolean"&&typeof r!="function"?(typeof r!="object"||r.constructor===String?r=y[o]=Ye(null,r):Yt(r)?r=y[o]=Ye(he,{children:r}):r.constructor===Ze&&r.__b?r=y[o]=Ye(r.type,r.props,r.key,r.ref,r.__v):y[o]=r,c=o+g,r.__=e,r.__b=e.__b+1,l=null,~(p=r.__i=oa(r,n,c,x))&&(x--,(l=n[p])&&(l.__u|=2)),l&&l.__v?(r.__u|=16,p==c-1?g--:p==c+1?g++:p!=c&&(p>c?g--:g++,T=1)):(~p||(s>$?g--:s<$&&g++),typeof r.type!="function"&&(r.__u|=4))):y[o]=null;if(T){for(u=[],m=[],o=0;o<s;o++)if((r=y[o])&&16&r.__u){for(g=0,f=u.length;g<f;)u[d=g+f>>1]<r.__i?g=d+1:f=d;u[g]=r.__i,m[o]=g+1}for(g=u.length;o--;)m[o]&&(m[o]==g?g--:y[o].__u|=4)}if(x)for(o=0;o<$;o++)!(l=n[o])||2&l.__u||(l.__e==i&&(i=de(l)),Qt(l,l));return i}function zn(e,t,n,i){var s,o,r,l;if(typeof e.type=="function"){if(e.props.__P)return t;if(s=e.__k)for(o=0;o<s.length;o++)s[o]&&(s[o].__=e,t=zn(s[o],t,n,!1));return t}for(t&&!t.parentNode&&(t=de(e))&&!t.parentNode&&(t=null),r=e.__e,l=t;l&&l.nodeType==8;)l=l.nextSibling;for(r!=l&&(!i&&n.moveBefore&&r.parentNode?n.moveBefore(r,t):n.insertBefore(r,t||null)),t=r;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function oa(e,t,n,i){var s,o=e.key,r=e.type,l=t[n],c=l&&!(2&l.__u);if(l===null&&o==null||c&&o==l.key&&r==l.type)return n;if(i>(c?1:0)){for(s=n-1;s>=0;s--)if((l=t[s])&&!(2&l.__u)&&o==l.key&&r==l.type)return s;for(s=n+1;s<t.length;s++)if((l=t[s])&&!(2&l.__u)&&o==l.key&&r==l.type)return s}return-1}function Cn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function pt(e,t,n,i,s){var o,r;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof i=="string"&&(e.style.cssText=i=""),i)for(t in i)n&&t in n||Cn(e.style,t);if(n)for(t in n)i&&n[t]==i[t]||Cn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof i!="function"&&(i=null),(e.__e||(e.__e={}))[t]=n,n&&i||(r=Wt[t]||(Wt[t]=sa(t)),(e.__a||(e.__a={}))[t]=Kt,o=t!=(t=t.replace(Pn,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,r,o):e.removeEventListener(t,r,o));else{if(s=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function sa(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[ft]==null)t[ft]=Kt++;else if(t[ft]<this.__a[e])return;return n(O.event?O.event(t):t)}}}function Jt(e,t,n,i,s,o,r,l,c,p){var u,m,f,d,$,x,g,T,y,P,w,b,F,V,D,Te,te,me,oe=t.type;if(t.constructor!==Ze)return null;128&n.__u&&(c=32&n.__u,u=n.__c.__z)&&(t.__u|=c,m=o=[],u.nodeType==8?l=mt(u,o):o.push(u),l=o[0]||l),(u=O.__b)&&u(t);e:if(typeof oe=="function"){f=r.length;try{if(T=t.props,y=(u=oe.prototype)&&u.render,P=(u=oe.contextType)&&i[u.__c],w=u?P?P.props.value:u.__:i,(d=n.__c)?(t.__c=d,2&d.__g&&(d.__g|=1)):(y?t.__c=d=new oe(T,w):(t.__c=d=new se(T,w),d.constructor=oe,d.render=la),P&&P.sub(d),d.state||(d.state={}),d.__n=i,d.__g|=8,d.__h=[],d.__k=[]),y&&(d.__s||(d.__s=d.state),oe.getDerivedStateFromProps&&(d.__s==d.state&&(d.__s=$e({},d.__s)),$e(d.__s,oe.getDerivedStateFromProps(T,d.__s)))),$=d.props,x=d.state,d.__v=t,n.__c){if(T!==$&&y&&!oe.getDerivedStateFromProps&&d.componentWillReceiveProps&&d.componentWillReceiveProps(T,w),t.__v==n.__v&&!(8&d.__g)||!(4&d.__g)&&d.shouldComponentUpdate&&d.shouldComponentUpdate(T,d.__s,w)===!1){t.__v!=n.__v&&(d.props=T,d.state=d.__s,d.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(ee){ee&&(ee.__=t)}),ht.push.apply(d.__h,d.__k),d.__k=[],d.__h.length&&r.push(d),l=de(n);break e}d.componentWillUpdate&&d.componentWillUpdate(T,d.__s,w),y&&d.componentDidUpdate&&d.__h.push(function(){d.componentDidUpdate($,x,g)})}else y&&!oe.getDerivedStateFromProps&&d.componentWillMount&&d.componentWillMount(),y&&d.componentDidMount&&d.__h.push(d.componentDidMount);d.context=w,d.props=T,d.__P=e,d.__g&=-5,b=O.__r,F=y?25:0;do d.__g&=-9,b&&b(t),u=d.render(d.props,d.state=d.__s,d.context);while(8&d.__g&&++F<25);y&&(ht.push.apply(d.__h,d.__k),d.__k=[]),d.state=d.__s,d.getChildContext&&(i=$e({},i,d.getChildContext())),y&&n.__c&&d.getSnapshotBeforeUpdate&&(g=d.getSnapshotBeforeUpdate($,x)),V=u&&u.type===he&&u.key==null?u.props.children:u,T.__P&&(u=l,s=(e=T.__P).namespaceURI,c=o=null,n.props&&n.props.__P!=e&&(n.__k.some(function(ee){ee&&Qt(ee,ee)}),n.__k=null),l=n.__k?de(n,0):null),l=Ln(e,Yt(V)?V:[V],t,n,i,s,o,r,l,c,p),T.__P&&(t.__e=null,l=u),t.__u&=-161,m&&m.some(_e),d.__h.length&&r.push(d),1&d.__g&&(d.__g&=-4)}catch(ee){if(r.length=f,t.__v=null,c||o)if(ee&&ee.then){if(t.__u|=128|c,o){for(~(te=o.indexOf(l||void 0))||(te=o.length);(me=o[te-1])&&me.nodeType==8;)te--;for(;te<o.length;te++)if(me=o[te])if(o[te]=null,D){if(me==Te)break}else{if(me.nodeType!=8)break;me.data.startsWith("$s")&&(Te=mt(D=me))}}if(!D){for(;l&&l.nodeType==8&&l.nextSibling;)l=l.nextSibling;D=l}(u=mt(D=t.__c.__z||(t.__c.__z=D)))?(t.__e=D,l=u):t.__e=l,l=l&&l.nextSibling}else o&&o.some(_e);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),ee&&ee.then||Mn(t),O.__e(ee,t,n)}}else l=t.__e=ra(n.__e,t,n,i,s,o,r,c,p,e);return(u=O.diffed)&&u(t),l}function mt(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function Mn(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(Mn))}function Dn(e,t,n){for(var i=0;i<n.length;)Xt(n[i++],n[i++],n[i++]);O.__c&&O.__c(t,e),e.some(function(s){try{e=s.__h,s.__h=[],e.some(function(o){o.call(s)})}catch(o){O.__e(o,s.__v)}})}function ra(e,t,n,i,s,o,r,l,c,p){var u,m,f,d,$,x,g,T,y=n.props||$t,P=t.props,w=t.type;if(w=="svg"?s="http://www.w3.org/2000/svg":w=="math"?s="http://www.w3.org/1998/Math/MathML":s||(s="http://www.w3.org/1999/xhtml"),o){for(u=0;u<o.length;u++)if(($=o[u])&&(w?$.localName==w:$.nodeType==3)){e=$,o[u]=null;break}}if(!e){if(T=p.ownerDocument||document,!w)return T.createTextNode(P);e=T.createElementNS(s,w,P.is?P:p),l&&(O.__m&&O.__m(t,o),l=!1),o=null}if(w){if(p=w=="template"&&e.content||e,o=w=="textarea"&&P.defaultValue!=null?null:o&&Zt.call(p.childNodes),!l&&o)for(y={},u=0;u<e.attributes.length;u++)y[($=e.attributes[u]).name]=$.value;for(u in y)$=y[u],u=="dangerouslySetInnerHTML"?f=$:u=="children"||u in P||u=="value"&&"defaultValue"in P||u=="checked"&&"defaultChecked"in P||pt(e,u,null,$,s);for(u in P)$=P[u],u=="children"?d=$:u=="dangerouslySetInnerHTML"?m=$:u=="value"?x=$:u=="checked"?g=$:l&&typeof $!="function"||y[u]===$||pt(e,u,$,y[u],s);m?(l||f&&(m.__html==f.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(f&&(e.textContent=""),(w=="foreignObject"||s=="http://www.w3.org/1998/Math/MathML"&&na.test(w))&&(s="http://www.w3.org/1999/xhtml"),Ln(p,Yt(d)?d:[d],t,n,i,s,o,r,o?o[0]:n.__k&&de(n,0),l,c),o&&o.some(_e)),l&&w!="textarea"||(u="value",w=="progress"&&x==null?e.removeAttribute(u):x==null||x===e[u]&&(w!="progress"||x)||pt(e,u,x,y[u],s),u="checked",g!=null&&g!=e[u]&&pt(e,u,g,y[u],s))}else y===P||l&&e.data==P||(e.data=P);return e}function Xt(e,t,n,i){try{typeof e=="function"?t?t.__x=e(t)||1:i&&(i=i.__c||i.__e)&&(t=i.__x)&&(i.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(s){O.__e(s,n)}}function Qt(e,t,n){var i,s,o,r;if(O.unmount&&O.unmount(e),!(i=e.ref)||i.current&&i.current!=e.__e||Xt(i,null,t,e),i=e.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(l){O.__e(l,t)}i.__P=i.__n=null}if(i=e.__k)for(r=0;r<i.length;r++)i[r]&&Qt(i[r],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(i=e.__c)&&(i=i.__z)&&(s=mt(i,o=[]))&&(i==e.__e&&o.some(_e),_e(s),_e(i)),n||_e(e.__e),e.__e=e.__c=e.__=null}function la(e,t,n){return this.constructor(e,n)}function en(e,t){var n,i,s,o;O.__&&O.__(e,t),t.nodeType==9&&(t=t.documentElement),i=(n=e&&32&e.__u)?null:t.__k,t.__k=Ye(he,{children:[e]}),s=[],o=[],Jt(t,t.__k,i||$t,$t,t.namespaceURI,i?null:t.firstChild?Zt.call(t.childNodes):null,s,i?i.__e:t.firstChild,n,o),Dn(s,t.__k,o),t.__k.props.children=null}O={__e:function(e,t,n,i){for(var s,o,r;t=t.__;)if((s=t.__c)&&!(1&s.__g)){s.__g|=4;try{if((r=(o=s.constructor)&&o.getDerivedStateFromError)&&s.setState(o.getDerivedStateFromError(e)),s.componentDidCatch&&(s.componentDidCatch(e,i||{}),r=1),r&&8&s.__g)return void(s.__g|=2)}catch(l){e=l}}throw _t=0,e}},En=0,Gt=function(e){return e!=null&&e.constructor===Ze},se.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=$e({},this.state)),typeof e=="function"&&(e=e($e({},n),this.props)),e&&($e(n,e),this.__v&&(t&&this.__k.push(t),An(this)))},se.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),An(this))},se.prototype.render=he,ue=[],_t=0,In=function(e,t){return e.__v.__b-t.__v.__b},ft=Symbol(),Pn=/(PointerCapture)$|Capture$/i,Kt=0,Wt={},ta=0;var Oe,U,tn,Un,nn=Object.is,gt=0,Kn=[],an=[],z=O,qn=z.__b,jn=z.__r,Fn=z.diffed,Bn=z.__c,Vn=z.unmount,Hn=z.__;function yt(e,t){z.__h&&z.__h(U,e,gt||t),gt=0;var n=U.__H||(U.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function C(e){return gt=1,ca(Yn,e)}function ca(e,t,n){var i=yt(Oe++,2);if(i.t=e,!i.__c&&(i.__=[n?n(t):Yn(void 0,t),function(o){var r=(i.__N||i.__)[0],l=i.t(r,o);nn(r,l)||(i.__N=[l,i.__[1]],i.__c.setState({}))}],i.__c=U,!U.__f)){U.__f=!0;var s=U.shouldComponentUpdate;U.shouldComponentUpdate=function(o,r,l){var c=this.__H;if(!c)return!0;var p=!1,u=this.props!=o;if(c.__.some(function(f){f.__N&&(p=!0,nn(f.__[0],f.__N[0])||(u=!0))}),s){var m=s.call(this,o,r,l);return p?m||u:m}return!p||u}}return i.__}function Z(e,t){var n=yt(Oe++,3);!z.__s&&rn(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,U.__H.__h.push(n))}function sn(e,t){var n=yt(Oe++,4);!z.__s&&rn(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,U.__h.push(n))}function ie(e){return gt=5,bt(function(){return{current:e}},[])}function bt(e,t){var n=yt(Oe++,7);return rn(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function ua(){var e;do{for(;e=an.shift();)try{Je(e)}catch(n){z.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=Kn.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Je),t.__h.some(on),t.__h=[]}catch(n){t.__h=[],z.__e(n,e.__v)}}}while(an.length)}z.__b=function(e){U=null,qn&&qn(e)},z.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),Hn&&Hn(e,t)},z.__r=function(e){jn&&jn(e),Oe=0;var t=(U=e.__c).__H;t&&(tn==U?U.__h=[]:(t.__h.some(Je),t.__h.some(on),Oe=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),tn=U},z.diffed=function(e){Fn&&Fn(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Gn(Kn.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),tn=U=null},z.__c=function(e,t){t.some(function(n){try{n.__h.some(Je),n.__h=n.__h.filter(function(i){return!i.__||on(i)})}catch(i){n.__h=[function(){throw i}]}}),Bn&&Bn(e,t)},z.unmount=function(e){Vn&&Vn(e);var t,n,i=e.__c;i&&i.__H&&(i.__H.__.some(function(s){try{if(s.__P&&s.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}s.__P=n,Gn(an.push(s))}else Je(s)}catch(o){t=o}}),i.__H=void 0,t&&z.__e(t,i.__v))};var Wn=typeof requestAnimationFrame=="function";function da(e){var t,n=function(){clearTimeout(i),Wn&&cancelAnimationFrame(t),setTimeout(e)},i=setTimeout(n,35);Wn&&(t=requestAnimationFrame(n))}function Gn(e){e!=1&&Un==z.requestAnimationFrame||((Un=z.requestAnimationFrame)||da)(ua)}function Je(e){var t=U,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),U=t}function on(e){var t=U;e.__c=e.__(),U=t}function rn(e,t){return!e||e.length!=t.length||t.some(function(n,i){return!nn(n,e[i])})}function Yn(e,t){return typeof t=="function"?t(e):t}var pa=Symbol.for("preact-signals");function wt(){if(re>1)re--;else{var e,t=!1;for((function(){var s=St;for(St=void 0;s!==void 0;){var o=s.S;if(o.v===s.v)for(var r=o.t;r!==void 0;r=r.x)r.i===s.i&&(r.i=o.i);s=s.o}})();Qe!==void 0;){var n=Qe;for(Qe=void 0,xt++;n!==void 0;){var i=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&Jn(n))try{n.c()}catch(s){t||(e=s,t=!0)}n=i}}if(xt=0,re--,t)throw e}}function cn(e){if(re>0)return e();ln=++fa,re++;try{return e()}finally{wt()}}var Xe,N=void 0;function et(e){var t=N,n=Xe;N=void 0,Xe=void 0;try{return e()}finally{N=t,Xe=n}}var Qe=void 0,re=0,xt=0,fa=0,ln=0,St=void 0,kt=0;function Zn(e){if(N!==void 0){var t=e.n;if(t===void 0||t.t!==N)return t={i:0,S:e,p:N.s,n:void 0,t:N,e:void 0,x:void 0,r:t},N.s!==void 0&&(N.s.n=t),N.s=t,e.n=t,32&N.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=N.s,t.n=void 0,N.s.n=t,N.s=t),t}}function j(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}j.prototype.brand=pa;j.prototype.h=function(){return!0};j.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:et(function(){var i;(i=t.W)==null||i.call(t)}))};j.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,i=e.x;n!==void 0&&(n.x=i,e.e=void 0),i!==void 0&&(i.e=n,e.x=void 0),e===this.t&&(this.t=i,i===void 0&&et(function(){var s;(s=t.Z)==null||s.call(t)}))}};j.prototype.subscribe=function(e){var t=this;return ge(function(){var n=t.value;et(function(){return e(n)})},{name:"sub"})};j.prototype.valueOf=function(){return this.value};j.prototype.toString=function(){return this.value+""};j.prototype.toJSON=function(){return this.value};j.prototype.peek=function(){var e=this;return et(function(){return e.value})};Object.defineProperty(j.prototype,"value",{get:function(){var e=Zn(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(xt>100)throw new Error("Cycle detected");(function(n){re!==0&&xt===0&&n.l!==ln&&(n.l=ln,St={S:n,v:n.v,i:n.i,o:St})})(this),this.v=e,this.i++,kt++,re++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{wt()}}}});function K(e,t){return new j(e,t)}function Jn(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function Xn(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function Qn(e){for(var t=e.s,n=void 0;t!==void 0;){var i=t.p;t.i===-1?(t.S.U(t),i!==void 0&&(i.n=t.n),t.n!==void 0&&(t.n.p=i)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=i}e.s=n}function ve(e,t){j.call(this,void 0,t),this.x=e,this.s=void 0,this.g=kt-1,this.f=4}ve.prototype=new j;ve.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===kt))return!0;if(this.g=kt,this.f|=1,this.i>0&&!Jn(this))return this.f&=-2,!0;var e=N;try{Xn(this),N=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return N=e,Qn(this),this.f&=-2,!0};ve.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}j.prototype.S.call(this,e)};ve.prototype.U=function(e){if(this.t!==void 0&&(j.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};ve.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(ve.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=Zn(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function Tt(e,t){return new ve(e,t)}function ei(e){var t=e.j;if(e.j=void 0,typeof t=="function"){re++;var n=N;N=void 0;try{t()}catch(i){throw e.f&=-2,e.f|=8,un(e),i}finally{N=n,wt()}}}function un(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,ei(e)}function ma(e){if(N!==this)throw new Error("Out-of-order effect");Qn(this),N=e,this.f&=-2;try{8&this.f&&un(this)}finally{wt()}}function Ae(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,Xe&&Xe.push(this)}Ae.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Ae.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,ei(this),Xn(this),re++;var e=N;return N=this,ma.bind(this,e)};Ae.prototype.N=function(){2&this.f||(this.f|=2,this.u=Qe,Qe=this)};Ae.prototype.d=function(){this.f|=8,1&this.f||un(this)};Ae.prototype.dispose=function(){this.d()};function ge(e,t){var n=new Ae(e,t);try{n.c()}catch(s){throw n.d(),s}var i=n.d.bind(n);return i[Symbol.dispose]=i,i}var ti,At,Ot,_a=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var ni=[];ge(function(){ti=this.N})();function Ce(e,t){O[e]=t.bind(null,O[e]||function(){})}function tt(e){if(Ot){var t=Ot;Ot=void 0,t()}Ot=e&&e.S()}function ii(e){var t=this,n=e.data,i=ha(n);i.name="ReactiveDom",i.value=n;var s=bt(function(){for(var l=t,c=t.__v;c=c.__;)if(c.__c){c.__c.__$f|=4;break}var p=Tt(function(){var d=i.value.value;return d===0?0:d===!0?"":d||""}),u=Tt(function(){return!Array.isArray(p.value)&&!Gt(p.value)}),m=ge(function(){if(this.N=ai,u.value){var d=p.value;l.__v&&l.__v.__e&&l.__v.__e.nodeType===3&&(l.__v.__e.data=d)}}),f=t.__$u.d;return t.__$u.d=function(){m(),f.call(this)},[u,p]},[]),o=s[0],r=s[1];return o.value?r.peek():r.value}ii.displayName="ReactiveTextNode";Object.defineProperties(j.prototype,{constructor:{configurable:!0,value:vt(he,null).constructor},type:{configurable:!0,value:ii},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Ce("__b",function(e,t){if(tt(),At=void 0,typeof t.type=="string"){var n,i=t.props;for(var s in i)if(s!=="children"){var o=i[s];o instanceof j&&(n||(t.__np=n={}),n[s]=o,i[s]=o.peek())}}e(t)});Ce("__r",function(e,t){if(e(t),t.type!==he){tt();var n,i=t.__c;i&&(i.__$f&=-2,(n=i.__$u)===void 0&&(i.__$u=n=(function(s,o){var r;return ge(function(){r=this},{name:o}),r.c=s,r})((function(s){return function(){var o;_a&&((o=this.y)==null||o.call(this)),s.__$f|=1,s.setState({})}})(i),typeof t.type=="function"?t.type.displayName||t.type.name:""))),At=i,tt(n)}});Ce("__e",function(e,t,n,i){tt(),At=void 0,e(t,n,i)});Ce("diffed",function(e,t){tt(),At=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var i=t.__np,s=t.props,o=n.U;if(o)for(var r in o){var l=o[r];l===void 0||i&&r in i||(l.d(),o[r]=void 0)}if(i){o||(o={},n.U=o);for(var c in i){var p=o[c],u=i[c];p===void 0?(p=$a(n,c,u,s),o[c]=p):p.o(u,s)}}}e(t)});function $a(e,t,n,i){var s=t in e&&e.ownerSVGElement===void 0,o=K(n);return{o:function(r,l){o.value=r,i=l},d:ge(function(){this.N=ai;var r=o.value.value;i[t]!==r&&(i[t]=r,s?e[t]=r:r!=null&&(r!==!1||t[4]==="-")?e.setAttribute(t,r):e.removeAttribute(t))})}}Ce("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var i=n.U;if(i){n.U=void 0;for(var s in i){var o=i[s];o&&o.d()}}}var r=t.__np;if(r){var l=t.props;for(var c in r)l[c]=r[c]}t.__np=void 0}else{var p=t.__c;if(p){p.__$f|=8;var u=p.__$u;u&&(p.__$u=void 0,u.d())}}e(t)});Ce("__h",function(e,t,n,i){i<3&&(t.__$f|=2),e(t,n,i)});se.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,i=n&&n.s!==void 0;for(var s in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var o=2&this.__$f;if(!(i||o||4&this.__$f)||1&this.__$f)return!0}else if(!(i||4&this.__$f)||3&this.__$f)return!0;for(var r in e)if(r!=="__source"&&e[r]!==this.props[r])return!0;for(var l in this.props)if(!(l in e))return!0;return!1};function ha(e,t){return bt(function(){return K(e,t)},[])}var va=function(e){queueMicrotask(function(){queueMicrotask(e)})};function ga(){cn(function(){for(var e;e=ni.shift();)ti.call(e)})}function ai(){ni.push(this)===1&&(O.requestAnimationFrame||va)(ga)}var a=On.bind(vt);var Ct=class extends Error{constructor(t,n){super(n.detail??`The server answered ${t} without a reason.`),this.status=t,this.requestId=n.request_id,this.parameter=n.parameter,this.checkpoint=n.checkpoint,this.size=n.size}},ne=K(void 0),le=e=>ne.value?.scopes.includes(e)??!1;async function Ee(e,t){let n;try{n=await fetch(e,{credentials:"same-origin",...t})}catch(o){throw o instanceof DOMException&&o.name==="AbortError"?o:new Ct(0,{detail:"The server cannot be reached. Check the connection, then try again."})}n.status===401&&e!=="/session"&&(ne.value=null);let i=n.headers.get("content-type")?.includes("json"),s=i?await n.json():await n.text();if(!n.ok)throw new Ct(n.status,i?s:{});return{body:s,position:Number(n.headers.get("gatelog-position")??NaN)}}async function nt(){try{ne.value=(await Ee("/session")).body}catch{ne.value=null}}async function oi(e){ne.value=(await Ee("/session",{method:"POST",headers:{authorization:`Bearer ${e}`}})).body}async function si(){await Ee("/session",{method:"DELETE"}).catch(()=>{}),await nt()}function J(e,t={},n={}){let i=new URLSearchParams;for(let[o,r]of Object.entries(t))for(let l of Array.isArray(r)?r:[r])l!=null&&l!==""&&i.append(o,String(l));return e.replace(/\{(\w+)\}/g,(o,r)=>encodeURIComponent(n[r]??""))+(i.size?`?${i}`:"")}var ye=K([]);function k(e,t,n){return be(t&&J(e,t,n))}function be(e){let[t,n]=C(0),i=`${e}#${t}`,[s,o]=C({to:"",position:NaN});sn(()=>{if(!e)return;let p=new AbortController;return ye.value=[...ye.peek(),e],Ee(e,{signal:p.signal}).then(({body:u,position:m})=>o({to:i,data:u,position:m}),u=>p.signal.aborted||o({to:i,error:u,position:NaN})),()=>{p.abort(),ye.value=ye.peek().toSpliced(ye.peek().indexOf(e),1)}},[i]);let{data:r,error:l,position:c}=e?s:{data:void 0,error:void 0,position:NaN};return{data:r,error:l,position:c,loading:e!==null&&s.to!==i,url:e,reload:()=>n(t+1)}}function ri(){let[e="",t=""]=location.hash.replace(/^#\/?/,"").split(/\?(.*)/s),[n="",i]=e.split("/").map(ya);return{page:n,id:i||null,params:new URLSearchParams(t),opened:new Date}}function ya(e){try{return decodeURIComponent(e)}catch{return e}}var h=K(ri());addEventListener("hashchange",()=>{let e=h.value;h.value=ri(),(e.page!==h.value.page||e.id!==h.value.id)&&scrollTo(0,0)});function S(e,t=null,n={}){let i=n instanceof URLSearchParams?n:ci(new URLSearchParams,n);return`#/${t===null?e:`${e}/${encodeURIComponent(t)}`}${i.size?`?${i}`:""}`}var L=e=>S(h.value.page,h.value.id,ci(h.value.params,e));function B(e){location.hash=L(e)}var li=["after","before","row","position"],ba=[...li,"live"];function ci(e,t){let n=new URLSearchParams(e);Object.keys(t).some(i=>!ba.includes(i)&&!/_(after|before)$/.test(i))&&li.forEach(i=>n.delete(i));for(let[i,s]of Object.entries(t)){n.delete(i);for(let o of Array.isArray(s)?s:[s??""])o!==""&&n.append(i,String(o))}return n}function xe(e){let{params:t}=h.value;return Object.fromEntries(e.filter(n=>t.has(n)).map(n=>[n,t.getAll(n)]))}function Et(e,t){let n=`gatelog.${e}`,i=K(localStorage.getItem(n)??t);return i.subscribe(s=>localStorage.setItem(n,s)),i}var dn=Et("theme","system"),it=Et("zone","local");var xa=6e4,di=60*xa,Se=24*di,Ie={"24h":["24 hours",Se],"7d":["7 days",7*Se],"30d":["30 days",30*Se],"90d":["90 days",90*Se]},pn=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",H=()=>it.value==="utc"?"UTC":pn,ui=new Map;function R(e,t="second"){let n=H(),i=ui.get(n);i||(i=new Intl.DateTimeFormat("sv-SE",{dateStyle:"short",timeStyle:"medium",timeZone:n}),ui.set(n,i));let s=i.format(new Date(e));return t==="clock"?s.slice(11,16):s.slice(0,{second:19,minute:16,day:10,month:7}[t])}var ce=e=>!e||Number.isNaN(Date.parse(e))?"":R(e,"minute").replace(" ","T"),ae=e=>e?new Date(it.value==="utc"?`${e}Z`:e).toISOString():null;function at(e){let t=[],n=Math.round(e/1e3);for(let[i,s]of[["d",86400],["h",3600],["min",60],["s",1]]){let o=Math.floor(n/s);if(n-=o*s,o>0&&t.length<2)t.push(`${o} ${i}`);else if(t.length>0)break}return t.join(" ")||"0 s"}function pi(e){let t=Date.now()-Date.parse(e);return t<5e3?"just now":`${at(t).split(" ").slice(0,2).join(" ")} ago`}var Sa=e=>ae(`${R(e,"day")}T00:00`)??new Date(e).toISOString();function Pe({params:e,opened:t}){let n=e.get("since"),i=e.get("until")??void 0,s=i?Date.parse(i):t.getTime(),o=e.get("last")??"7d",r=Ie[o]?.[1]??Ie["7d"][1],l=n?Date.parse(n):s-r,c=s-l,p=c<=3*Se?"hour":c<=100*Se?"day":c<=600*Se?"week":"month";return{since:n??(p==="hour"?new Date(l-l%di).toISOString():Sa(l)),until:i,interval:p,last:n||i?null:o}}var ka=new RegExp(`([${["\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F","\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}"].join("")}])`,"u");function _({children:e}){let n=[e].flat().map(i=>String(i??"")).join("").split(ka);return a`<bdi>${n.map((i,s)=>s%2===0?i:a`<span class="invisible">\\u{${i.codePointAt(0)?.toString(16).toUpperCase()}}</span>`)}</bdi>`}var fn=({children:e})=>[e].flat().join("").split("`").map((t,n)=>n%2===0?t:a`<code>${t}</code>`);function v({at:e,to:t}){return e?a`<time datetime=${e} title=${`${R(e)} ${H()}
${e}`}>${R(e,t)}</time>`:a`<span class="faint">–</span>`}function pe({text:e,label:t="Copy",quiet:n=!1}){let[i,s]=C("");return a`<button type="button" class=${n?"quiet copy":"copy"} onClick=${async()=>{await(navigator.clipboard?.writeText(e)??Promise.reject()).then(()=>s("Copied"),()=>s("Not copied")),setTimeout(()=>s(""),2e3)}} title=${e}>
    ${i||t}</button>`}function q({id:e,page:t,params:n}){if(!e)return a`<span class="faint">–</span>`;let i=a`<code class="id"><${_}>${e}<//></code>`;return a`<span class="nowrap" title=${e}>${t?a`<a href=${S(t,e,n)}>${i}</a>`:i}
    <${pe} text=${e} quiet /></span>`}var E=({tone:e="plain",children:t,title:n})=>a`<span class=${`badge ${e}`} title=${n}>${t}</span>`,I=({title:e,id:t,tools:n,children:i})=>a`<section class="card" aria-label=${e} id=${t}>
  <header><h2>${e}</h2>${n&&a`<div class="tools">${n}</div>`}</header>
  ${i}
</section>`,G=({rows:e})=>a`<dl class="facts">
  ${e.filter(([,t])=>t!=null&&t!=="").map(([t,n])=>a`<div key=${t}><dt>${t}</dt><dd>${typeof n=="string"?a`<${_}>${n}<//>`:n}</dd>
      </div>`)}
</dl>`,It=({title:e,children:t,tone:n="",busy:i=!1})=>a`<div class=${`state ${n}`} role=${n==="bad"?"alert":"status"} aria-busy=${i}>
    <p class="state-title">${e}</p>${t}
  </div>`,mn=()=>a`<${It} title="Loading…" busy tone="loading" />`,Pt=({notes:e=[],title:t="Nothing matches."})=>a`<${It} title=${t}>
  ${e.map(n=>a`<p><${_}>${n}<//></p>`)}
  ${e.length===0&&a`<p>The log holds nothing of this kind. No filter was ignored.</p>`}
<//>`,fi=({children:e})=>a`<${It} title="Your key may not see this.">
  <p>${e} Ask the operator of Gatelog for a key that has it.</p>
<//>`,ke=({scope:e,children:t})=>le(e)?t:a`<${fi}>It needs the scope <code>${e}</code>.<//>`;function we({error:e,retry:t}){return e.status===403?a`<${fi}><${_}>${e.message}<//>.<//>`:a`<${It} tone="bad" title=${e.status===404?"Not found.":"That did not work."}>
    <p><${_}>${e.message}<//></p>
    ${e.size!==void 0&&a`<p><progress max=${e.size} value=${e.checkpoint}
      aria-label="Progress of the view"></progress>
      ${e.checkpoint} of ${e.size} events</p>`}
    <p class="faint">${e.parameter&&a`Parameter <code>${e.parameter}</code>. `}
      ${e.requestId&&a`Request <code>${e.requestId}</code>.`}</p>
    ${t&&e.status!==404&&a`<button type="button" onClick=${t}>Try again</button>`}
  <//>`}function A({answer:e,children:t}){return e.error&&!e.loading?a`<${we} error=${e.error} retry=${e.reload} />`:e.data?a`<div class="answered" aria-busy=${e.loading}>${t(e.data)}</div>`:e.loading?a`<${mn} />`:null}var _n=K(null),wa={user_id:"users",actor_id:"users",session_id:"sessions",organization_id:"organizations"};function $n(e,t,n){let i=h.value.params.getAll(e).filter(s=>s.replace(/^!/,"")!==t);B({[e]:[...i,n?`!${t}`:t]})}function Y({name:e,value:t,title:n,page:i=wa[e],children:s}){return t==null||t===""?a`<span class="faint">–</span>`:a`<button type="button" class="value" onClick=${r=>{if(r.stopPropagation(),r.altKey)return $n(e,t,!0);let l=r.currentTarget.getBoundingClientRect();_n.value={name:e,value:t,label:n??t,page:i,x:l.left,y:l.bottom}}} aria-haspopup="menu"
    title=${`${t}
Click: filter, open or copy. Alt-click: leave out.`}>
    <${_}>${s??t}<//></button>`}function mi(){let e=ie(null),t=_n.value;if(Z(()=>{!t||!e.current||(e.current.showPopover(),e.current.querySelector("button")?.focus())},[t]),!t)return null;let n=r=>()=>{e.current?.hidePopover(),r()},i=r=>{let l={ArrowDown:1,ArrowUp:-1}[r.key];if(!l)return;r.preventDefault();let c=[...r.currentTarget.querySelectorAll("button")],p=c.findIndex(u=>u===document.activeElement);c[(p+l+c.length)%c.length]?.focus()},s={left:`${Math.max(8,Math.min(t.x,innerWidth-268))}px`,top:`${Math.min(t.y+4,innerHeight-190)}px`},o=(r,l)=>a`<button type="button" role="menuitem" onClick=${n(l)}>${r}</button>`;return a`<div class="menu" popover="auto" role="menu" aria-label=${`${t.name} ${t.label}`} ref=${e}
    style=${s} onKeyDown=${i} onToggle=${r=>r.newState==="closed"&&(_n.value=null)}>
    <p><span class="faint">${t.name}</span> <${_}>${t.label}<//></p>
    ${o("Only this",()=>$n(t.name,t.value,!1))}
    ${o("Leave this out",()=>$n(t.name,t.value,!0))}
    ${t.page&&o("Open its page",()=>{location.hash=S(t.page??"",t.value)})}
    ${o("Copy",()=>{navigator.clipboard?.writeText(t.value)})}
  </div>`}var _i=e=>`curl -sg -H "Authorization: Bearer $GATELOG_API_KEY" '${location.origin}${e.replace(/'/g,"%27")}'`;function $i(){let e=[...new Set(ye.value)];return e.length===0?null:a`<details class="requests"><summary>Show the requests of this page (${e.length})</summary>
    <p class="faint">The page shows nothing that these do not answer.</p>
    <ul>${e.map(t=>a`<li key=${t}><code><${_}>${_i(t)}<//></code> <${pe}
      text=${_i(t)} /></li>`)}</ul>
  </details>`}var Ne=180,Re=40,Nt=22,fe=8;function Ta(e){let[t,n]=C(0);return Z(()=>{if(!e.current)return;let i=new ResizeObserver(([s])=>s&&n(s.contentRect.width));return i.observe(e.current),()=>i.disconnect()},[]),t}function Oa(e){let t=10**Math.floor(Math.log10(Math.max(e,1)));return[1,2,4,5,10].map(n=>n*t).find(n=>n>=e)??e}var hi=e=>e.reduce((t,n)=>t+(n??0),0),vi=e=>e===null?"not covered":e.toLocaleString("en");function Le({label:e,series:t,bars:n,interval:i,onZoom:s}){let o=ie(null),r=Ta(o),[l,c]=C(-1),[p,u]=C(null),m=Oa(Math.max(...n.map(({values:b})=>hi(b)),1)),f=Math.max(r-Re,1)/Math.max(n.length,1),d=b=>fe+(Ne-fe-Nt)*(1-b/m),$=i==="hour"?"minute":i==="month"?"month":"day",x=b=>{let F=b.clientX-b.currentTarget.getBoundingClientRect().left-Re;return Math.max(0,Math.min(n.length-1,Math.floor(F/f)))},g=(b,F)=>{let[V,D]=[n[Math.min(b,F)],n[Math.max(b,F)]];V&&D&&s?.(V.start,D.end)},T=Math.max(1,Math.ceil(n.length/Math.max(2,Math.floor(r/110)))),y=n[l],[P,w]=p?[Math.min(...p),Math.max(...p)]:[0,-1];return a`<figure class="chart" ref=${o}>
    <figcaption>
      <span class="when">${y?R(y.start,$):e}${y&&!y.covered?", before the log: at least":""}</span>
      ${t.map((b,F)=>a`<span key=${b} class="key"><i class=${`s${F}`}></i>${b}
        <b>${y?vi(y.values[F]??null):hi(n.map(({values:V})=>V[F]??null)).toLocaleString("en")}</b></span>`)}
    </figcaption>
    <svg role="img" aria-label=${`${e}. The table below has the numbers.`} width=${r} height=${Ne}
      class=${s?"zooms":""}
      onPointerMove=${b=>{c(x(b)),p&&u([p[0],x(b)])}}
      onPointerLeave=${()=>c(-1)}
      onPointerDown=${b=>{s&&(b.currentTarget.setPointerCapture(b.pointerId),u([x(b),x(b)]))}}
      onPointerCancel=${()=>u(null)}
      onPointerUp=${()=>{p&&g(...p),u(null)}}>
      ${[0,m/2,m].map(b=>a`<g key=${b}>
        <line class="grid" x1=${Re} x2=${r} y1=${d(b)} y2=${d(b)} />
        ${Number.isInteger(b)&&a`<text x=${Re-8} y=${d(b)+4} text-anchor="end">
          ${b.toLocaleString("en",{notation:"compact"})}</text>`}</g>`)}
      ${n.map((b,F)=>{let V=Re+F*f,D=0;return a`<g key=${b.start} class=${b.covered?"":"uncovered"}>
          ${!b.covered&&a`<rect class="gap" x=${V} y=${fe} width=${f} height=${Ne-fe-Nt} />`}
          ${b.values.map((Te,te)=>Te?(D+=Te,a`<rect key=${te} class=${`s${te}`} x=${V+f*.12} width=${f*.76} y=${d(D)}
              height=${Math.max(1,d(D-Te)-d(D))} />`):null)}
          ${F%T===0&&a`<text x=${V+f/2} y=${Ne-6}
            text-anchor=${F===0?"start":"middle"}>
            ${$==="minute"?R(b.start,R(b.start,"clock")==="00:00"?"day":"clock").slice(-5):R(b.start,$).slice($==="day"?5:0)}</text>`}
          ${F===l&&a`<rect class="hover" x=${V} y=${fe} width=${f}
            height=${Ne-fe-Nt} />`}
        </g>`})}
      ${p&&a`<rect class="selection" x=${Re+P*f} width=${(w-P+1)*f} y=${fe}
        height=${Ne-fe-Nt} />`}
    </svg>
    <${Aa} ...${{label:e,series:t,bars:n,to:$,zoom:s&&g}} />
  </figure>`}function Aa({label:e,series:t,bars:n,to:i,zoom:s}){let[o,r]=C(!1),l=n.some(({covered:c})=>!c);return a`<details class="numbers" onToggle=${c=>r(c.currentTarget.open)}>
    <summary>Numbers</summary>${o&&a`<div class="scroll" tabindex="0" role="region" aria-label=${e}><table>
      <thead><tr><th scope="col">Start, ${H()}</th>
        ${t.map(c=>a`<th scope="col" class="number">${c}</th>`)}</tr></thead>
      <tbody>${n.map((c,p)=>a`<tr key=${c.start}>
        <th scope="row">${s?a`<button type="button" class="value" title="Zoom to it" onClick=${()=>s(p,p)}>${R(c.start,i)}</button>`:R(c.start,i)}</th>
        ${c.values.map(u=>a`<td class="number">${u!==null&&!c.covered?"≥ ":""}${vi(u)}
          </td>`)}
      </tr>`)}</tbody></table></div>`}
  </details>${l&&a`<p
    class="faint">Shaded: from before the log began. Of then it holds only what was delivered later.</p>`}`}var hn=["signed_in","sign_in_pending"],gi=["signed_out","session_revoked"],ze=["impersonation_started","agent_session_started"],ot=["user_banned","user_unbanned","user_locked","user_unlocked","user_deprovisioned","user_reprovisioned","user_deleted","mfa_enabled","mfa_disabled","mfa_changed","client_trust_bypassed","client_trust_restored","password_set","password_changed","password_removed","email_added","email_changed","email_removed","phone_added","phone_changed","phone_removed","passkey_added","passkey_removed","account_connected","account_disconnected","account_changed","member_role_changed","member_permissions_changed","role_changed"],Ca=new Set([...ze,"user_banned","user_locked","user_deleted","user_deprovisioned","mfa_disabled","client_trust_bypassed","password_removed","session_revoked","organization_deleted"]),M=e=>{let t=e.replace(/_/g," ").replace(/\b(mfa|ip|id|sms|scim|saml)\b/g,n=>n.toUpperCase());return t.charAt(0).toUpperCase()+t.slice(1)},Rt=e=>Ca.has(e)?"warn":hn.includes(e)?"good":"plain",yi={session_user:"named by the session",session_actor:"named by the session as its actor",inviter:"the event names the inviter",invitee:"the event names who accepted",creator:"the event names the creator",request:"guessed from the address of the request",change:"guessed from what changed",system_event:"recorded by Gatelog",none:"no event says who"};var Me=[{name:"Sign-ins",values:hn},{name:"Sign-outs",values:gi},{name:"Security and impersonation",values:[...ot,...ze]},{name:"Other",values:null}];function vn({counts:e,other:t,covered:n},{values:i},s){if(!e)return null;let o=new Set(s.flatMap(c=>c.values??[])),l=(i??Object.keys(e).filter(c=>!o.has(c))).reduce((c,p)=>c+(e[p]??0),i?0:t??0);return l===0&&!n?null:l}var De=(e,t)=>e.map(n=>({...n,values:t.map(i=>vn(n,i,t))}));function Lt(e){let{since:t,until:n,interval:i}=Pe(e);return{since:t,until:n,interval:i,time_zone:H()}}var bi=5;function xi(e,t){let n=t.filter(i=>e.has(i)&&!["source","instance_id"].includes(i));for(let i of["action","country","browser"]){let s=e.getAll(i);if(n.length!==1||n[0]!==i||s.some(l=>l.startsWith("!")))continue;let o=s.slice(0,bi).map(l=>({name:i==="action"?M(l):l,values:[l]})),r=s.slice(bi);return{by:i,ignored:[],groups:r.length>0?[...o,{name:"further values",values:r}]:o}}return{by:"action",groups:Me,ignored:n}}function Ea({filter:e,value:t}){let n=h.value.params.getAll(e.name),i=e.several&&t.startsWith("!"),s=i?t.slice(1):t,o=r=>L({[e.name]:n.flatMap(l=>l===t?r??[]:l)});return a`<li class=${i?"chip excluded":"chip"}>
    <span>${e.label} ${i?"is not":"is"}</span>
    <b><${_}>${e.kind==="time"?R(s,"minute"):s}<//></b>
    ${e.several&&a`<a href=${o(i?s:`!${s}`)} title="Turn around"
      aria-label=${`${e.label} ${s}: ${i?"show only":"leave out"}`}>${i?"=":"≠"}</a>`}
    <a href=${o(null)} aria-label=${`Remove ${e.label} ${s}`} title="Remove">×</a>
  </li>`}function Ia({filters:e}){let[t,n]=C(e[0]?.name??""),i=e.find(l=>l.name===t)??e[0];if(!i)return null;let s=l=>{l.preventDefault();let c=new FormData(l.currentTarget),p=String(c.get("value")??"").trim(),u=i.kind==="time"?ae(p):p;if(!u)return;let m=i.several?h.value.params.getAll(t).filter(f=>f!==u):[];B({[t]:[...m,c.get("not")==="1"?`!${u}`:u]}),l.currentTarget.reset()},{kind:o}=i,r=`values-of-${t}`;return a`<form class="add" onSubmit=${s} aria-label="Add a filter">
    <select aria-label="Filter" value=${t} onChange=${l=>n(l.currentTarget.value)}>
      ${e.map(l=>a`<option key=${l.name} value=${l.name}>${l.label}</option>`)}
    </select>
    ${i.several&&a`<select name="not" aria-label="Relation"><option value="">is</option><option
      value="1">is not</option></select>`}
    ${typeof o=="string"?a`<input key=${t} name="value" aria-label="Value" type=${o==="time"?"datetime-local":"text"}
          required autocomplete="off" placeholder=${o==="time"?"":"value"} />`:o.length>12?a`<input key=${t} name="value" aria-label="Value" list=${r} required autocomplete="off"
          placeholder="value" />
            <datalist id=${r}>${o.map(l=>a`<option value=${l} />`)}</datalist>`:a`<select key=${t} name="value" aria-label="Value">${o.map(l=>a`<option>${l}</option>`)}
          </select>`}
    <button type="submit">Add</button>
  </form>`}function Pa({name:e,label:t}){return a`<form class="search" role="search" onSubmit=${i=>{i.preventDefault(),B({[e]:String(new FormData(i.currentTarget).get("text")??"").trim()})}}>
    <input type="search" name="text" key=${h.value.params.get(e)}
      defaultValue=${h.value.params.get(e)??""}
      aria-label=${t} placeholder=${t} autocomplete="off" />
    <button type="submit">Search</button>
  </form>`}function Ue({filters:e,search:t}){let{params:n}=h.value,i=e.flatMap(o=>n.getAll(o.name).map(r=>({filter:o,value:r}))),s=Object.fromEntries(e.map(({name:o})=>[o,null]));return a`<div class="filters">
    ${t&&a`<${Pa} name="q" label=${t} />`}
    <${Ia} filters=${e.filter(({name:o})=>o!=="q")} />
    ${i.length>0&&a`<ul class="chips" aria-label="Filters that are set">
      ${i.map(({filter:o,value:r})=>a`<${Ea} key=${o.name+r} filter=${o} value=${r} />`)}
      ${i.length>1&&a`<li><a href=${L(s)}>Remove all</a></li>`}
    </ul>`}
  </div>`}function zt(){let{since:e,until:t,last:n}=Pe(h.value),i=s=>a`<label>${s==="since"?"From":"Until"}
    <input type="datetime-local" value=${ce({since:e,until:t??null}[s])}
      onChange=${o=>B({since:e,until:t,[s]:ae(o.currentTarget.value),last:null})} /></label>`;return a`<div class="range" role="group" aria-label=${`Range of time, ${H()}`}>
    <div class="segments">${Object.entries(Ie).map(([s,[o]])=>a`<a key=${s} class=${n===s?"on":""}
      aria-current=${n===s} href=${L({last:s,since:null,until:null})}>${o}</a>`)}</div>
    ${i("since")} ${i("until")}
  </div>`}var Na=50,Ra=20,Si=new Map;function ki(e,t){let n=t.filter(({hidden:s})=>!s).map(({name:s})=>s).join(","),i=Si.get(e)??Et(`columns${e}`,n);return Si.set(e,i),i}function La({path:e,columns:t}){let n=ki(e,t),i=new Set(n.value.split(",")),s=o=>{i.delete(o)||i.add(o),n.value=t.map(r=>r.name).filter(r=>i.has(r)).join(",")};return a`<details class="drop"><summary>Columns</summary><div>
    ${t.map(({name:o,label:r})=>a`<label key=${o}><input type="checkbox" checked=${i.has(o)}
      onChange=${()=>s(o)} /> ${r}</label>`)}
  </div></details>`}var Mt=({path:e,query:t})=>a`<span class="export">Export exactly this:
  ${["csv","ndjson"].map(n=>a` <a key=${n} download href=${J(e,{...t,format:n})}>
    ${n.toUpperCase()}</a>`)}
</span>`;function qe({columns:e,path:t,rows:n,id:i,caption:s,mark:o}){let r=new Set(ki(t,e).value.split(",")),l=e.filter(({name:c})=>r.has(c));return a`<div class="scroll" tabindex="0" role="region" aria-label=${s}><table class="rows">
    <caption class="hidden">${s}</caption>
    <thead><tr>${l.map(({name:c,label:p})=>a`<th key=${c} scope="col">${p}</th>`)}</tr></thead>
    <tbody>${n.map(c=>a`<tr key=${i(c)} class=${o?.(c)??""}>
      ${l.map(({name:p,label:u,cell:m,wide:f})=>a`<td key=${p} data-label=${u}
        class=${f?"wide":p}><div>${m(c)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>`}function X({path:e,query:t,columns:n,id:i,caption:s,mark:o,before:r=[],tools:l,part:c="",limit:p,paged:u=!0}){let{params:m}=h.value,[f,d]=[`${c}after`,`${c}before`],$={after:m.get(f),before:m.get(d)},[x,g]=C(void 0),T={limit:p??(c?Ra:Na),...$,count:x},y=be(J(e,u?{...t,...T}:t));return a`<div class="list">
    <div class="bar">${l?.(y)}
      <span class="spring"></span>
      ${y.data?.page?.count!==void 0?a`<span class="count">
        ${y.data.page.count.toLocaleString("en")} rows</span>`:u&&a`<button type="button" onClick=${()=>g("exact")}>Count</button>`}
      <${Mt} path=${e} query=${t} /><${La} path=${e} columns=${n} />
    </div>
    <${A} answer=${y}>${({data:P,page:w,notes:b})=>{let F=new Set(P.map(i)),V=[...r.filter(D=>!F.has(i(D))),...P];return a`
        ${V.length===0&&!w?.incomplete?a`<${Pt} notes=${b} />`:a`
          ${b?.map(D=>a`<p class="note" key=${D}><${_}>${D}<//></p>`)}
          <${qe} columns=${n} path=${e} rows=${V} id=${i} caption=${s} mark=${o} />`}
        ${w?.has_more&&a`<p class="printed">The list goes on: this is one page of it.</p>`}
        ${w&&a`<nav class="pages" aria-label="Pages">
          ${w.prev&&($.after||$.before)&&a`<a rel="prev" href=${L({[d]:w.prev,[f]:null})}>← Previous</a>`}
          ${w.next&&(w.has_more||$.before)&&a`<a rel="next" href=${L({[f]:w.next,[d]:null})}>
            ${w.incomplete?"Search on →":"Next →"}</a>`}
        </nav>`}`}}<//>
  </div>`}var je=(e,t,n)=>t?a`<a href=${S(n,t)} title=${t}><${_}>${e}<//></a>`:e||"–",st=e=>[e.city,e.country].filter(Boolean).join(", "),rt=e=>[e.browser,e.device_type??(e.is_mobile?"mobile":null)].filter(Boolean).join(" · "),Fe=e=>e.ended_at?a`<${v} at=${e.ended_at} to="minute" /> <span class="faint"><${_}>
    ${M(e.end_reason??"ended").toLowerCase()}<//>${e.inferred?", inferred":""}</span>`:a`<span class="faint">open</span>`,gn=e=>[e.first_name,e.last_name].filter(Boolean).join(" ")||e.username||e.primary_email||e.user_id,yn=e=>a`
  ${e.deleted_at&&a`<${E} tone="warn">Deleted<//>`} ${e.banned&&a`<${E} tone="warn">Banned<//>`}
  ${e.locked&&a`<${E} tone="warn">Locked<//>`} ${e.deprovisioned&&a`<${E} tone="warn">Deprovisioned<//>`}`;function za(e){return h.value.page==="activity"&&!h.value.id?L({row:e.svix_id}):S("activity",e.svix_id,{source:e.source==="system"?"system":null})}var wi=[{name:"occurred_at",label:"Time",cell:e=>a`<${v} at=${e.occurred_at} />`},{name:"action",label:"Action",cell:e=>e.actions.map(t=>a`<span class=${`badge ${Rt(t)}`} key=${t}><${Y} name="action" value=${t}>
      ${M(t)}<//></span>`)},{name:"summary",label:"What happened",wide:!0,cell:e=>a`<a class="row-link" href=${za(e)} data-row=${e.svix_id}
      title=${[e.user_id,e.session_id,e.svix_id].filter(Boolean).join(`
`)}><${_}>${e.summary}<//></a>`},{name:"user_id",label:"User",hidden:!0,cell:e=>a`<${Y} name="user_id"
    value=${e.user_id} />`},{name:"actor_id",label:"Actor",cell:e=>a`<${Y} name="actor_id" value=${e.actor.id}
    title=${e.actor.name??void 0}>${e.actor.name??e.actor.id}<//>`},{name:"organization_id",label:"Organization",hidden:!0,cell:e=>a`<${Y} name="organization_id" value=${e.organization_id} />`},{name:"session_id",label:"Session",hidden:!0,cell:e=>a`<${Y} name="session_id" value=${e.session_id} />`},{name:"ip",label:"Address",cell:e=>a`<${Y} name="ip" value=${e.ip} />`},{name:"country",label:"Country",cell:e=>a`<${Y} name="country" value=${e.country} />`},{name:"city",label:"City",hidden:!0,cell:e=>a`<${Y} name="city" value=${e.city} />`},{name:"browser",label:"Browser",cell:e=>a`<${Y} name="browser" value=${e.browser} />`},{name:"type",label:"Type",hidden:!0,cell:e=>a`<${Y} name="type" value=${e.type} />`},{name:"received_at",label:"Received",hidden:!0,cell:e=>a`<${v} at=${e.received_at} />`},{name:"position",label:"Position",hidden:!0,cell:e=>e.position}],Ti=[{name:"started_at",label:"Started",cell:e=>a`<a href=${S("sessions",e.session_id)}><${v}
    at=${e.started_at} to="minute" /></a>`},{name:"user",label:"User",wide:!0,cell:e=>je(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"impersonated",label:"Acting",cell:e=>e.impersonated?a`<${E} tone="warn">Impersonated<//> ${e.impersonator_id&&a`by <a class="short" href=${S("users",e.impersonator_id)} title=${e.impersonator_id}><${_}>
        ${e.impersonator_id}<//></a>`}`:a`<span class="faint">in person</span>`},{name:"status",label:"Status",cell:e=>a`<${Y} name="status" value=${e.status}>
    ${M(e.status)}<//>`},{name:"ended_at",label:"Ended",cell:Fe},{name:"duration",label:"Duration",cell:e=>e.duration_ms==null?"–":at(e.duration_ms)},{name:"ip",label:"Address",cell:e=>e.ip??"–"},{name:"country",label:"Place",cell:e=>a`<${Y} name="country" value=${e.country}>${st(e)}
    <//>`},{name:"browser",label:"Device",cell:e=>a`<${Y} name="browser" value=${e.browser}>${rt(e)}
    <//>`},{name:"last_active_at",label:"Last active",hidden:!0,cell:e=>a`<${v} at=${e.last_active_at} to="minute" />`},{name:"session_id",label:"Id",hidden:!0,cell:e=>a`<${q} id=${e.session_id}
    page="sessions" />`}],Oi=[{name:"name",label:"Name",wide:!0,cell:e=>a`${je(gn(e),e.user_id,"users")} ${yn(e)}`},{name:"email",label:"E-mail",cell:e=>a`<${_}>${e.primary_email??"–"}<//>
    ${e.matched?.filter(({current:t})=>!t).map(({value:t})=>a`<span class="faint">formerly <${_}>
      ${t}<//></span>`)}`},{name:"last_sign_in_at",label:"Last sign-in",cell:e=>a`<${v} at=${e.last_sign_in_at}
    to="minute" />`},{name:"sign_ins",label:"Sign-ins",cell:e=>e.sign_ins},{name:"mfa",label:"Second factor",cell:e=>({true:"yes",false:"no"})[String(e.two_factor_enabled)]??"unknown"},{name:"created_at",label:"Created",cell:e=>a`<${v} at=${e.created_at} to="day" />`},{name:"user_id",label:"Id",hidden:!0,cell:e=>a`<${q} id=${e.user_id} page="users" />`}],Ai=[{name:"name",label:"Name",wide:!0,cell:e=>a`${je(e.name??e.organization_id,e.organization_id,"organizations")}
    ${e.deleted_at&&a`<${E} tone="warn">Deleted<//>`}`},{name:"slug",label:"Slug",cell:e=>a`<${_}>${e.slug??"–"}<//>`},{name:"created_at",label:"Created",cell:e=>a`<${v} at=${e.created_at} to="minute" />`},{name:"created_by",label:"Created by",cell:e=>a`<${q} id=${e.created_by} page="users" />`},{name:"organization_id",label:"Id",hidden:!0,cell:e=>a`<${q} id=${e.organization_id} page="organizations" />`}],Ci=[{name:"user",label:"Member",wide:!0,cell:e=>je(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"email",label:"E-mail",cell:e=>a`<${_}>${e.user_email??"–"}<//>`},{name:"role",label:"Role",cell:e=>a`<${_}>
    ${e.roles?.join(", ")||e.role_name||e.role||"–"}<//>`},{name:"organization",label:"Organization",hidden:!0,cell:e=>je(e.organization_name??"",e.organization_id,"organizations")},{name:"started_at",label:"Since",cell:e=>a`<${v} at=${e.started_at} to="minute" />`},{name:"ended_at",label:"Until",cell:Fe}],Ei=[{name:"email",label:"Invited",wide:!0,cell:e=>a`<${_}>${e.email??"–"}<//>`},{name:"status",label:"Status",cell:e=>a`${M(e.status)}${e.inferred?", inferred":""}`},{name:"role",label:"Role",cell:e=>a`<${_}>${e.role_name??e.role??"–"}<//>`},{name:"inviter",label:"By",cell:e=>je(e.inviter_name??e.inviter_email??e.inviter_id??"",e.inviter_id,"users")},{name:"started_at",label:"Sent",cell:e=>a`<${v} at=${e.started_at} to="minute" />`},{name:"settled_at",label:"Settled",cell:e=>a`<${v} at=${e.settled_at} to="minute" />`}],Ii=[{name:"name",label:"Name",wide:!0,cell:e=>a`<${_}>${e.name}<//>`},{name:"owner",label:"Owner",cell:e=>a`<${_}>${e.owner??"–"}<//>`},{name:"status",label:"Status",cell:e=>a`<${E} tone=${e.status==="valid"?"good":"warn"}>
    ${M(e.status)}<//>`},{name:"scopes",label:"Scopes",cell:e=>e.scopes.join(", ")},{name:"sources",label:"Sources",cell:e=>e.sources?.join(", ")??"all"},{name:"last_used_on",label:"Last used",cell:e=>a`<${v} at=${e.last_used_on} to="day" />`},{name:"expires_at",label:"Expires",cell:e=>e.expires_at?a`<${v} at=${e.expires_at} to="minute" />`:"never"},{name:"key_id",label:"Id",cell:e=>a`<${q} id=${e.key_id} />`}];var lt=["true","false"],ct=(e,t)=>t,Ma=e=>ct("/v1/activity",[{name:"action",label:"Action",kind:e,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"actor_id",label:"Actor",kind:"text",several:!0},{name:"involves",label:"Involves user",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"member_of",label:"Member of",kind:"text"},{name:"session_id",label:"Session",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},{name:"country",label:"Country",kind:"text",several:!0},{name:"city",label:"City",kind:"text",several:!0},{name:"browser",label:"Browser",kind:"text",several:!0},{name:"new",label:"New to the user",kind:["country","browser","device","network"]},{name:"type",label:"Type",kind:"text",several:!0},{name:"received_since",label:"Received since",kind:"time"},{name:"received_until",label:"Received until",kind:"time"},{name:"source",label:"Source",kind:"text"},{name:"instance_id",label:"Instance",kind:"text"}]),Da=["signed_in","signed_out","sign_in_pending","session_revoked","impersonation_started","impersonation_ended","agent_session_started","agent_session_ended","user_created","user_deleted","user_banned","user_unbanned","user_locked","user_unlocked","email_added","email_changed","email_removed","email_verified","phone_changed","password_set","password_changed","password_removed","mfa_enabled","mfa_disabled","passkey_added","passkey_removed","account_connected","account_disconnected","profile_changed","metadata_changed","organization_created","organization_deleted","member_added","member_removed","member_role_changed","invitation_sent","invitation_accepted","invitation_revoked"],Ua=[{name:"country",label:"Country",kind:"text"},{name:"city",label:"City",kind:"text"},{name:"browser",label:"Browser",kind:"text"}],W={"/v1/activity":{title:"Activity",columns:wi,id:e=>`${e.source}/${e.svix_id}`,filters:Ma(Da),search:"People and organizations, by name or id"},"/v1/sessions":{title:"Sessions",columns:Ti,id:e=>`${e.source}/${e.session_id}`,filters:ct("/v1/sessions",[{name:"active_at",label:"Signed in at",kind:"time"},{name:"since",label:"Since",kind:"time"},{name:"until",label:"Until",kind:"time"},{name:"impersonated",label:"Impersonated",kind:lt},{name:"agent",label:"Agent",kind:lt},{name:"status",label:"Status",kind:["active","pending","ended","removed","revoked","replaced","expired","abandoned","user_deleted","unknown"]},{name:"user_id",label:"User",kind:"text"},{name:"impersonator_id",label:"Impersonator",kind:"text"},{name:"organization_id",label:"Organization",kind:"text"},...Ua])},"/v1/users":{title:"Users",columns:Oi,id:e=>`${e.source}/${e.user_id}`,search:"Names and addresses, also former ones",filters:ct("/v1/users",[{name:"email",label:"E-mail",kind:"text"},{name:"phone",label:"Phone",kind:"text"},{name:"username",label:"User name",kind:"text"},{name:"external_id",label:"External id",kind:"text"},{name:"mfa",label:"Second factor",kind:lt},{name:"banned",label:"Banned",kind:lt},{name:"never_signed_in",label:"Never signed in",kind:lt},{name:"last_sign_in_before",label:"Last sign-in before",kind:"time"}])},"/v1/organizations":{title:"Organizations",columns:Ai,id:e=>`${e.source}/${e.organization_id}`,search:"Names, slugs and ids, also former ones",filters:ct("/v1/organizations",[{name:"created_by",label:"Created by",kind:"text"},{name:"slug",label:"Slug",kind:"text"}])},"/v1/memberships":{title:"Memberships",columns:Ci,id:e=>`${e.source}/${e.membership_id}`,filters:ct("/v1/memberships",[{name:"role",label:"Role",kind:"text"},{name:"active_at",label:"At",kind:"time"}])},"/v1/invitations":{title:"Invitations",columns:Ei,id:e=>`${e.source}/${e.invitation_id}`,filters:[]},"/v1/keys":{title:"Keys",columns:Ii,id:e=>e.key_id,filters:[],paged:!1}},bn=e=>W[e];var qa=500,ja=["until","since","received_since","received_until"];function Pi(e,t){let[n,i]=C([]),[s,o]=C(""),r=ie(""),l=J("/v1/activity/stream",Object.fromEntries(Object.entries(e).filter(([c])=>!ja.includes(c))));return Z(()=>{r.current="",i([])},[l]),Z(()=>{if(!t)return o("");let c=r.current&&`${l.includes("?")?"&":"?"}after=${encodeURIComponent(r.current)}`,p=new EventSource(l+c);o("connecting");let u=m=>{if(m.lastEventId&&(r.current=m.lastEventId),o("live"),m.type==="heartbeat")return;let f=JSON.parse(m.data);i(d=>[f,...d.filter(({svix_id:$})=>$!==f.svix_id)].slice(0,qa))};for(let m of["message","revision","heartbeat"])p.addEventListener(m,u);return p.addEventListener("closed",m=>o(JSON.parse(m.data).detail)),p.addEventListener("error",()=>{if(p.readyState!==EventSource.CLOSED)return o("connecting");o("The stream was refused. Remove a filter, or pause and start it again."),nt()}),()=>p.close()},[l,t]),{rows:n,state:s}}var xn=()=>{let e=h.value.params.get("position");return e&&/^\d+$/.test(e)?Number(e):null},Ni=e=>Math.max(e.revision??0,e.revised_at_position??0);function Dt(e){let t=xn();return t===null?"":e.position>t?"late":Ni(e)>t?"revised":""}function Be({position:e,times:t}){let n={...t,position:Number.isNaN(e)?null:e,row:h.value.params.get("row")};return a`<${pe} label="Copy permalink" text=${location.origin+location.pathname+L(n)} />`}function Ut({query:e}){let t=xn(),n=k("/v1/activity",t===null?null:{...e,order_by:"position",order:"desc",limit:20});if(t===null||!n.data)return null;let i=n.data.data.filter(o=>o.position>t),s=n.data.data.filter(o=>Dt(o)==="revised");return i.length+s.length===0?a`<p class="note"
      role="status">This link was made at position ${t}. Nothing was recorded since that belongs here.</p>`:a`<div class="note" role="status">
    <p><b>This link was made at position ${t}.</b> Since then ${i.length===20?"at least 20 events were":i.length===1?"an event was":`${i.length} events were`} recorded that belong here${s.length>0?`, and ${s.length} rows say something else`:""}:</p>
    <ul>${[...i,...s].slice(0,5).map(o=>a`<li key=${o.svix_id}><${v} at=${o.occurred_at} />
      <a href=${S("activity",o.svix_id)}><${_}>${o.summary}<//></a></li>`)}</ul>
  </div>`}function Ri({row:e}){return Dt(e)!=="revised"?null:a`<p class="note" role="status">
    <b>This row was revised since the link was made</b> (position ${xn()}): an event that
    happened just before it arrived late, at position ${Ni(e)}. Its actions and changes are compared with
    that event now.</p>`}var Fa=/^\d{4}-\d\d-\d\dT[\d:.]+Z$/;function ut({value:e}){return e==null?a`<span class="faint">none</span>`:typeof e=="string"&&Fa.test(e)?a`<${v} at=${e} />`:Array.isArray(e)?e.length===0?a`<span class="faint">empty</span>`:e.map(t=>a`<div><${ut} value=${t} /></div>`):typeof e=="object"?a`<dl class="object">${Object.entries(e).map(([t,n])=>a`<div key=${t}><dt>${t}</dt><dd><${ut} value=${n} /></dd></div>`)}</dl>`:a`<${_}>${e}<//>`}function Li(e,t){return[e,t].every(i=>i&&typeof i=="object"&&!Array.isArray(i))?Object.fromEntries(Object.entries(e).filter(([i,s])=>JSON.stringify(s)!==JSON.stringify(t[i]))):e}function Ba({first_seen:e,no_longer_reported:t,reported_again:n}){return e?a`<${E} title="The previous version did not contain the field">not known before<//>`:t?a`<${E} title="The value is unknown from then on">no longer reported<//>`:n?a`<${E} title="The same value as was last reported">reported again<//>`:null}function dt({changes:e,before:t="Before",after:n="After"}){return a`<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="rows changes">
    <thead><tr><th scope="col">Field</th><th scope="col">${t}</th><th scope="col">${n}</th></tr></thead>
    <tbody>${e.map((i,s)=>a`<tr key=${s}>
      <th scope="row"><${_}>${i.field.replace(/_/g," ")}<//> ${Ba(i)}</th>
      ${i.keys?a`<td colspan="2" data-label="Keys, without their values"><div>
        <${ut} value=${i.keys} /></div></td>`:a`
        <td class="before" data-label=${t}><div><${ut} value=${Li(i.from,i.to)} /></div></td>
        <td class="after" data-label=${n}><div><${ut} value=${Li(i.to,i.from)} /></div></td>`}
    </tr>`)}</tbody>
  </table></div>`}var zi=({id:e})=>a`<div class="card">
  <${Sn} id=${e} source=${h.value.params.get("source")} /></div>`;function Sn({id:e,source:t}){let n={source:t??void 0},i=k("/v1/activity/{svix_id}",n,{svix_id:e});return a`<${A} answer=${i}>${s=>a`
    <h2 class="sentence"><${_}>${s.summary}<//></h2>
    <p>${s.actions.map(o=>a`<${E} key=${o} tone=${Rt(o)}><${_}>
      ${M(o)}<//><//> `)}
      <${v} at=${s.occurred_at} /> <${Be} position=${i.position} times=${{}} /></p>
    <${Ri} row=${s} />
    <${Wa} row=${s} />
    ${s.changes.length>0&&a`<h3>What changed</h3><${dt} changes=${s.changes} />`}
    ${s.baseline&&a`<p
      class="faint">The first event that is known about its object: there is nothing to compare it with.</p>`}
    <h3>Who</h3>
    <${G} rows=${[["Actor",a`${M(s.actor.kind)} ${s.actor.name&&a`<b><${_}>${s.actor.name}<//></b>`} ${s.actor.id&&a`<${q} id=${s.actor.id} page=${s.actor.id.startsWith("user_")?"users":void 0} />`}`],["How sure",a`${s.actor.inferred?a`<${E} tone="warn">Inferred<//>`:a`<${E} tone="good">Reported<//>`} ${yi[s.actor.basis]}`],["User",s.user_id&&a`<${q} id=${s.user_id} page="users" />`],["Session",s.session_id&&a`<${q} id=${s.session_id} page="sessions" />`],["Organization",s.organization_id&&a`<${q} id=${s.organization_id} page="organizations" />`]]} />
    <h3>Request</h3>
    <${G} rows=${[["Address",s.ip&&a`<${_}>${s.ip}<//> <${pe} text=${s.ip} quiet />`],["All addresses",s.ips.length>1?s.ips.join(", "):null],["Place",[s.city,s.country].filter(Boolean).join(", ")],["Browser",s.browser],["User agent",s.user_agent],["New to the user",Object.entries(s.new_to_user??{}).filter(([,o])=>o).map(([o])=>o).join(", ")]]} />
    <h3>In the log</h3>
    <${G} rows=${[["Position",String(s.position)],["svix-id",a`<${q} id=${s.svix_id} />`],["Type",s.type],["Source",s.source],["Instance",s.instance_id],["Received",a`<${v} at=${s.received_at} />`],["Time is from",M(s.occurred_basis)],["Revised at position",s.revised_at_position==null?null:String(s.revised_at_position)]]} />
    <${ke} scope="events:read"><${Va} id=${s.svix_id} query=${n} /><//>`}<//>`}function Va({id:e,query:t}){let[n,i]=C(!1),s={svix_id:e},o=k("/v1/events/{svix_id}",{...t,payload:n?"full":void 0},s);return a`<${A} answer=${o}>${r=>a`
    <${G} rows=${[["Came by",r.via],["Commitment",a`<code class="id"><${_}>${r.commitment}<//></code> <${pe} text=${r.commitment}
        quiet />`],["Verified by secret",r.secret_id],["Size",`${r.body_bytes.toLocaleString("en")} bytes`]]} />
    <h3>Payload</h3>
    <p class="faint">${r.payload_redacted&&"Reduced to fields without secrets. "}
      ${le("events:body")?a`
        ${r.payload_redacted&&a`<button type="button" onClick=${()=>i(!0)}>Show all of it</button>`}
        <a download href=${J("/v1/events/{svix_id}/payload",t,s)}>Download as it was sent</a>`:r.payload_redacted&&a`The rest needs the scope <code>events:body</code>.`}</p>
    ${r.payload===null||r.payload===void 0?a`<p class="faint">Nothing of it may be shown, or it is not JSON.</p>`:a`<${Ha} value=${r.payload} />`}`}<//>`}var Ha=({value:e})=>a`<pre class="payload" tabindex="0" role="region" aria-label="Payload">
  ${JSON.stringify(e,null,2).split(`
`).map(t=>a`<${_}>${t}<//>${`
`}`)}</pre>`;function Wa({row:e}){let t=e.user_id?{user_id:[e.user_id],limit:2}:null,n=k("/v1/activity",t&&{...t,until:e.occurred_at}),i=k("/v1/activity",t&&{...t,since:e.occurred_at,order:"asc"}),s=n.data?.data[0],o=i.data?.data.find(({svix_id:u})=>u!==e.svix_id),{page:r,id:l,params:c}=h.value,p=(u,m)=>u&&a`<a title=${u.summary} href=${r==="activity"&&!l?S("activity",null,new URLSearchParams([...c].filter(([f])=>f!=="row").concat([["row",u.svix_id]]))):S("activity",u.svix_id)}>${m}</a>`;return!s&&!o?null:a`<nav class="neighbours" aria-label="Events of this user">
    ${p(s,"← Previous of this user")} ${p(o,"Next of this user →")}</nav>`}var{columns:Ga,filters:Di,id:Ka,search:Ya,title:Za}=W["/v1/activity"],Mi=[...Di.map(({name:e})=>e),"q"];function Ui(){let{params:e}=h.value,t=e.get("row"),n=Lt(h.value),i={...xe(Mi),since:n.since,until:n.until},{by:s,groups:o,ignored:r}=xi(e,Mi),l=k("/v1/stats/activity",{...xe(["source","instance_id"]),by:s,...n}),c=Pi(i,e.get("live")==="1"&&!n.until),p=!e.has("after")&&!e.has("before");return a`<h1>${Za}</h1>
    <${zt} /><${Ue} filters=${Di} search=${Ya} />
    <${Ut} query=${i} />
    <${I} title="How much happened" tools=${a`<span class="faint">${r.length>0?`All activity of this time: the chart does not count by ${r.join(", ")}`:"Drag to zoom"}</span>`}>
      <${A} answer=${l}>${({data:u})=>a`<${Le} label=${`Per ${n.interval}`}
        interval=${n.interval}
        series=${o.map(({name:m})=>m)} bars=${De(u,o)}
        onZoom=${(m,f)=>B({since:m,until:f,last:null})} />`}<//>
    <//>
    <div class=${t?"beside":""}>
      <${I} title="What happened">
        <${X} path="/v1/activity" query=${i} columns=${Ga} id=${Ka} caption="Activity, newest first"
          before=${p?c.rows:[]} mark=${u=>u.svix_id===t?"selected":Dt(u)}
          tools=${u=>a`<${Ja} state=${c.state} ended=${!!n.until}
            rows=${c.rows} />
            <${Be} position=${u.position} times=${{since:n.since,until:n.until??new Date().toISOString(),last:null,live:null}} />`} />
      <//>
      ${t&&a`<${Xa} key=${t} id=${t} />`}
    </div>`}function Ja({state:e,ended:t,rows:n}){if(t)return a`<span class="faint">Live without an end of time only</span>`;let i=h.value.params.get("live")==="1";return a`<button type="button" onClick=${()=>B({live:i?null:"1",after:null,before:null})}>
      ${i?"Pause":"Live"}</button>
    ${i&&a`<span class=${`live ${e}`}>${e==="live"?`live, ${n.length} new`:e}</span>`}
    <span class="hidden" aria-live="polite">${i&&n[0]?a`<${_}>${n[0].summary}<//>`:""}</span>`}function Xa({id:e}){let t=ie(null);return Z(()=>(t.current?.focus(),()=>document.querySelector(`[data-row="${CSS.escape(e)}"]`)?.focus()),[]),a`<aside class="panel card" aria-label="The event" tabindex="-1" ref=${t}
    onKeyDown=${n=>n.key==="Escape"&&B({row:null})}>
    <a class="close" href=${L({row:null})} aria-label="Close the event">×</a>
    <${Sn} id=${e} source=${h.value.params.get("source")} />
  </aside>`}function qt({path:e}){let t=W[e],n=xe([...t.filters.map(({name:i})=>i),...t.search?["q"]:[]]);return a`<h1>${t.title}</h1>
    <${Ue} filters=${t.filters} search=${t.search} />
    <div class="card"><${X} path=${e} query=${n} columns=${t.columns} id=${t.id}
      caption=${t.title} /></div>`}var jt=W["/v1/activity"],Q=()=>h.value.params.get("as_of")??void 0;function Ve({position:e,query:t,from:n}){let i=Q(),s=h.value.opened.getTime();return a`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${ce(i??null)} max=${ce(new Date().toISOString())}
      onChange=${o=>B({as_of:ae(o.currentTarget.value)})} /></label>
    ${n&&a`<input type="range" min=${Date.parse(n)} max=${s} step=${qi}
      value=${i?Date.parse(i):s}
      aria-label="Instant, from the beginning until now" aria-valuetext=${i?R(i,"minute"):"now"}
      onChange=${o=>{let r=Number(o.currentTarget.value);B({as_of:s-r<2*qi?null:new Date(r).toISOString()})}} />`}
    ${i?a`<b>The page shows what was true at ${/^\d+/.test(i)&&!i.includes("-")?`position ${i}`:R(i)}, ${H()}.</b> <a href=${L({as_of:null})}>Now</a>`:a`<span class="faint">now</span>`}
    <${Be} position=${e} times=${{as_of:i??new Date().toISOString()}} />
  </div>
  <${Ut} query=${{...t,until:i}} />`}function He({query:e,title:t="Activity"}){let n=jt.filters.map(({name:i})=>i).filter(i=>!(i in e));return a`<${I} title=${t} id="activity">
    <${Ue} filters=${jt.filters.filter(({name:i})=>n.includes(i))} />
    <${X} path="/v1/activity" part="activity_" query=${{...e,...xe(n),until:Q()}}
      columns=${jt.columns}
      id=${jt.id} caption=${`${t}, newest first`} />
  <//>`}var qi=6e4,Qa=8;function We({path:e,id:t}){let{params:n}=h.value,[i,s]=["versions_after","versions_before"].map(c=>n.get(c)??void 0),o=Q(),r=`${e}/history`,l=k(r,{limit:o?1e3:20,after:i,before:s},{user_id:t,session_id:t,organization_id:t});return a`<${I} title="Versions" id="versions">
    <${eo} path=${e} id=${t} />
    <${A} answer=${l}>${({data:c,page:p})=>a`
      <ol class="versions">${c.filter(({occurred_at:u})=>!o||u<=o).map(u=>a`<li
        key=${u.svix_id}>
          <details open=${u.evidence==="object"&&u.changes.length<=Qa}><summary>
            <${v} at=${u.occurred_at} />
            <b><${_}>${u.type}<//></b> <span class="faint">
              ${u.changes.length===0?"nothing new":`${u.changes.length} ${u.changes.length===1?"field":"fields"}`}</span></summary>
            ${u.changes.length>0&&a`<${dt} changes=${u.changes} />`}
            <p class="faint">Says: ${M(u.evidence).toLowerCase()}. <a
              href=${L({as_of:u.occurred_at})}>Show the page as of then</a></p>
          </details></li>`)}</ol>
      <nav class="pages" aria-label="Pages of versions">
        ${p.prev&&(i||s)&&a`<a href=${L({versions_before:p.prev,versions_after:null})}>← Newer</a>`}
        ${p.next&&p.has_more&&a`<a href=${L({versions_after:p.next,versions_before:null})}>Older →</a>`}
      </nav>`}<//>
  <//>`}function eo({path:e,id:t}){let{params:n}=h.value,[i,s]=[n.get("from"),n.get("to")],o=`${e}/diff`,r=k(o,i&&s?{from:i,to:s}:null,{user_id:t,session_id:t,organization_id:t});return a`<form class="compare" onSubmit=${c=>{c.preventDefault();let p=new FormData(c.currentTarget);B({from:ae(String(p.get("from"))),to:ae(String(p.get("to")))})}} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${ce(i)}
        key=${i} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${ce(s)} key=${s} /></label>
      <button type="submit">Compare</button> ${i&&a`<a href=${L({from:null,to:null})}>Clear</a>`}
    </form>
    ${i&&s&&a`<${A} answer=${r}>
      ${({changes:c,from:p,to:u})=>a`<div class="diff">${!p.known&&a`<p
        class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${c.length===0?a`<p>Nothing differs between the two.</p>`:a`<${dt} changes=${c} before=${R(p.at,"minute")}
          after=${R(u.at,"minute")} />`}</div>`}<//>`}`}var ji="/v1/organizations/{organization_id}";function Fi({title:e,path:t,part:n,query:i}){let{columns:s,id:o}=W[t];return a`<${I} title=${e}><${X} path=${t} part=${n} query=${i} columns=${s} id=${o}
    caption=${e} /><//>`}function Bi({id:e}){let t=Q(),n=k(ji,{as_of:t},{organization_id:e});return a`<${A} answer=${n}>${i=>a`
      <h1><${_}>${i.name??e}<//> ${i.deleted_at&&a`<${E} tone="warn">Deleted<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Ve} position=${n.position} from=${n.data?.created_at} query=${{organization_id:[e]}} />
    ${n.data&&a`<${I} title="Identity"><div class="columns">
      <${G} rows=${[["Slug",n.data.slug],["Created",a`<${v} at=${n.data.created_at} to="minute" />`],["Created by",n.data.created_by&&a`<${q} id=${n.data.created_by} page="users" />`]]} />
      <${G} rows=${[["Members allowed",n.data.max_allowed_memberships===0?"no limit":n.data.max_allowed_memberships],["Deleted",n.data.deleted_at&&a`<${v} at=${n.data.deleted_at} to="minute" />`],["Instance",n.data.instance_id]]} />
    </div><//>`}
    <${Fi} title=${t?"Members then":"Members"} path="/v1/memberships" part="members_"
      query=${{organization_id:e,...t?{active_at:t}:{active:!0}}} />
    <${Fi} title="Invitations" path="/v1/invitations" part="invitations_" query=${{organization_id:e}} />
    <${He} query=${{organization_id:e}} />
    <${We} path=${ji} id=${e} />`}function to(e,t,n){return e?.split(`
`).filter(s=>s.startsWith(`${t}{`)&&s.includes(n))?.reduce((s,o)=>s+Number(o.split(" ").at(-1)),0)}function Ft(){let e=k("/v1/sources",{}),t=k("/v1/projections",le("metrics:read")?{}:null),n=be(le("metrics:read")?"/metrics":null);if(e.error)return a`<${we} error=${e.error} retry=${e.reload} />`;let i=e.data?.data??[],s=i.map(m=>m.last_event_at??"").sort().at(-1),o=i.map(m=>m.coverage_from??"").filter(Boolean).sort()[0],r=i.reduce((m,f)=>m+(f.recent?.hidden??0),0),l=Math.max(0,...(t.data?.data??[]).filter(({state:m})=>m==="live").map(m=>m.lag)),c=to(n.data,"gatelog_deliveries_total",'verdict="refused"'),p=a`<span class="faint">your key may not see it</span>`,u=(m,f,d=!1)=>a`<div class=${d?"warn":""}><dt>${m}</dt>
    <dd>${f}</dd></div>`;return a`<section class="strip" aria-label="How whole the log is"><dl>
    ${u("Last delivery",s?a`<span title=${s}>${pi(s)}</span>`:"none yet")}
    ${u("Lag of the views",t.data?l===0?"none":`${l} events`:p,l>1e3)}
    ${u("Refused since start",c===void 0?p:c.toLocaleString("en"),(c??0)>0)}
    ${u("Hidden instances",r===0?"none":a`<a href=${S("system")}>
      ${r} of the last 1,000 events</a>`,r>0)}
    ${u("Complete since",a`<${v} at=${o} to="minute" />`)}
  </dl>${i.map(({recent:m})=>m?.notice&&a`<p class="note"><${_}>${m.notice}<//></p>`)}
    </section>`}var Ge=({label:e,value:t,href:n,note:i,warn:s})=>a`<div class=${s?"figure warn":"figure"}>
  <dt>${n?a`<a href=${n}>${e}</a>`:e}</dt>
  <dd>${t??"–"}</dd>${i&&a`<dd class="faint">${i}</dd>`}
</div>`,Ke=e=>e?.toLocaleString("en");function Vi(){let e=Lt(h.value),{since:t,until:n}=e,i=k("/v1/stats/activity",{by:"action",...e}),s=k("/v1/stats/sessions",e),o=k("/v1/stats/users",{...e,interval:"month"}),r=x=>k("/v1/activity",{new:x,since:t,until:n,count:"exact",limit:1}).data?.page.count,[l,c]=[r("country"),r("device")],p=x=>i.data?.data.reduce((g,T)=>g+(vn(T,{name:"",values:x},[])??0),0),[u,m]=[p(ze),p(ot)],f=o.data?.data.map(x=>x.signed_in??0)??[],d={since:n?t:null,until:n,last:h.value.params.get("last")},$=k("/v1/activity",{action:[...ze,"user_banned","mfa_disabled","session_revoked"],since:t,until:n,limit:8});return a`<h1>Overview</h1>
    <${Ft} />
    <${zt} />
    <dl class="figures">
      <${Ge} label="Signed in now" value=${Ke(s.data?.active_now)}
        href=${S("sessions",null,{status:"active"})} note="sessions" />
      <${Ge} label="Users who signed in" href=${S("activity",null,{action:"signed_in",...d})}
        value=${o.data&&Ke(Math.max(...f))}
          note=${f.length>1?"at least: most of one month":"distinct"} />
      <${Ge} label="New countries" value=${Ke(l)}
        href=${S("activity",null,{new:"country",...d})} note="sign-ins" />
      <${Ge} label="New devices" value=${Ke(c)}
        href=${S("activity",null,{new:"device",...d})} note="sign-ins" />
      <${Ge} label="Impersonations" value=${Ke(u)} warn=${u}
        href=${S("sessions",null,{impersonated:"true",since:t,until:n})} note="sessions in another's name" />
      <${Ge} label="Security changes" value=${Ke(m)}
        href=${S("activity",null,{action:ot.slice(0,20),...d})} note="access, factors, roles" />
    </dl>
    <${I} title="Sign-ins and sign-outs" tools=${a`<span class="faint">Drag to zoom</span>`}>
      <${A} answer=${i}>${({data:x})=>a`<${Le}
        label=${`Per ${e.interval}`} interval=${e.interval}
        series=${Me.slice(0,2).map(({name:g})=>g)} bars=${De(x,Me.slice(0,2))}
        onZoom=${(g,T)=>B({since:g,until:T,last:null})} />`}<//>
    <//>
    <${I} title="Worth a look" tools=${a`<a href=${S("activity",null,d)}>All activity</a>`}>
      <${A} answer=${$}>${({data:x})=>x.length===0?a`<p class="faint">No impersonation, ban, revoked session or disabled second factor in this time.</p>`:a`<ul class="events">${x.map(g=>a`<li key=${g.svix_id}><${v}
          at=${g.occurred_at} to="minute" />
            <a href=${S("activity",g.svix_id)}><${_}>${g.summary}<//></a></li>`)}</ul>`}<//>
    <//>`}var no=1e3,Bt=["since","until","active_at","as_of","last_sign_in_before"];function Hi(){let e=k("/v1/reports",{});return a`<h1>Reports</h1><p
    class="lead">The questions of an audit. Each is one request, and leaves a file that the log vouches for.</p>
    <${A} answer=${e}>${({data:t})=>a`<ul class="tiles">${t.map(n=>a`
      <li key=${n.name} class="card"><a href=${S("reports",n.name)}>${n.question}</a>
        <p class="faint">Leaves out: <${fn}>${n.not_covered}<//></p></li>`)}</ul>`}<//>`}function Wi({id:e}){let t=k("/v1/reports",{});return a`<${A} answer=${t}>${({data:n})=>{let i=n.find(({name:s})=>s===e);return i?a`<${io} report=${i} />`:a`<h1>No such report</h1><p><a
      href=${S("reports")}>All reports</a></p>`}}<//>`}function io({report:e}){let{params:t,opened:n}=h.value,[i="",s=""]=e.request.split("?"),o=[...e.required,...e.optional],r=bn(i)?.filters.map(({name:f})=>f).filter(f=>t.has(f)&&!o.includes(f)),l=[...o,...r??[]],c=l.filter(f=>t.has(f)),p={};for(let[f,d]of new URLSearchParams(s))p[f]=[...p[f]??[],d];for(let f of c)p[f]=t.getAll(f);let u=e.required.filter(f=>!t.get(f)),m=f=>{f.preventDefault();let d=new FormData(f.currentTarget);B(Object.fromEntries(l.map($=>{let x=String(d.get($)??"").trim();return[$,Bt.includes($)?ae(x):x]})))};return a`<h1>${e.question}</h1>
    <p class="lead">Leaves out: <${fn}>${e.not_covered}<//></p>
    <form class="report-form card" onSubmit=${m} aria-label="Parameters of the report">
      ${l.map(f=>a`<label key=${f}>${M(f)}${e.required.includes(f)?" (needed)":""}
        <input name=${f} required=${e.required.includes(f)}
          type=${Bt.includes(f)?"datetime-local":"text"}
          defaultValue=${Bt.includes(f)?ce(t.get(f)):t.get(f)??""} /></label>`)}
      ${l.length>0&&a`<button type="submit" class="primary">Answer</button>`}
      <button type="button" onClick=${()=>print()}>Print</button>
    </form>
    <p class="printed">${c.map(f=>`${M(f)}: ${Bt.includes(f)?R(t.get(f)??""):t.get(f)}. `)}
      Printed ${R(n)}, ${H()}, with the key <${_}>${ne.value?.name}<//>. Request: <code>
        ${J(i,p)}</code></p>
    ${u.length>0?a`<p class="note">Fill in ${u.map(M).join(" and ")} for the answer.</p>`:i==="/v1/stats/activity"?a`<${oo} query=${{time_zone:H(),...p}} />`:a`<div class="card"><${ao} path=${i} query=${p} caption=${e.question} /></div>`}`}function ao({path:e,query:t,caption:n}){let i=bn(e);return i?a`<${X} path=${e} query=${t} columns=${i.columns} id=${i.id} limit=${no}
    caption=${n} paged=${i.paged??!0} />`:a`<p><${Mt} path=${e} query=${t} /></p>`}function oo({query:e}){let t=Me.slice(0,2),n=be(J("/v1/stats/activity",e));return a`<${I} title="Per day" tools=${a`<${Mt} path="/v1/stats/activity" query=${e} />`}>
    <${A} answer=${n}>${({data:i})=>a`<${Le} label="Per day" interval="day"
      series=${t.map(({name:s})=>s)} bars=${De(i,t)} />`}<//><//>`}function Vt({sessions:e,since:t,until:n}){let[i,s]=[Date.parse(t),Date.parse(n)],o=l=>Math.max(0,Math.min(100,(new Date(l).getTime()-i)/(s-i)*100)),r=[0,.25,.5,.75].map(l=>i+l*(s-i));return a`<div class="scroll" tabindex="0" role="region" aria-label="Sessions on a time line"><table class="gantt">
    <thead><tr><th scope="col">Session</th><th scope="col">Began, ended</th>
      <th scope="col" class="line"><svg width="100%" height="16" aria-hidden="true">${r.map(l=>a`<text key=${l} x=${`${o(l)}%`} y="12">
          ${R(l,s-i>4*864e5?"day":"minute").slice(5)}</text>`)}</svg></th></tr></thead>
    <tbody>${e.map(l=>{let c=l.ended_at&&Date.parse(l.ended_at)<=s?l.ended_at:null,p=o(l.started_at),u=o(c??s);return a`<tr key=${l.session_id}>
        <th scope="row"><a href=${S("sessions",l.session_id)}><${_}>${rt(l)||"unknown device"}<//></a>
          <span class="faint"><${_}>${st(l)}<//></span>
          ${l.impersonated&&a`<${E} tone="warn">Impersonated<//>`}</th>
        <td><${v} at=${l.started_at} to="minute" /><br />
          ${c?Fe(l):a`<span class="faint">${h.value.params.has("as_of")?"open then":"open"}
            </span>`}</td>
        <td class="line"><svg width="100%" height="22" aria-hidden="true"
          class=${l.impersonated?"impersonated":""}>
          ${r.map(m=>a`<line key=${m} class="grid" x1=${`${o(m)}%`} x2=${`${o(m)}%`}
            y1="0" y2="22" />`)}
          <rect class=${c?l.inferred?"inferred":"ended":"open"} x=${`${p}%`}
            width=${`${Math.max(.6,u-p)}%`} y="6" height="10" rx="3" />
          ${l.last_active_at&&a`<line class="active" x1=${`${o(l.last_active_at)}%`}
            x2=${`${o(l.last_active_at)}%`} y1="3" y2="19" />`}
        </svg></td>
      </tr>`})}</tbody>
  </table></div>
  <p class="faint legend">Full: the end was reported. Pale: the end is inferred. With an outline: open.
    The stroke is the last reported activity.</p>`}var Gi="/v1/sessions/{session_id}";function Ki({id:e}){let t=k(Gi,{as_of:Q()},{session_id:e});return a`
    <${A} answer=${t}>${n=>a`<h1>Session of ${n.user_id?a`<a href=${S("users",n.user_id,{as_of:Q()})}><${_}>
        ${n.user_name??n.user_email??n.user_id}<//></a>`:"an unknown user"}
      ${n.impersonated&&a` <${E} tone="warn">Impersonated<//>`}</h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Ve} position=${t.position} from=${t.data?.started_at} query=${{session_id:[e]}} />
    ${t.data&&a`<${so} row=${t.data} />`}
    <${He} query=${{session_id:e}} />
    <${We} path=${Gi} id=${e} />`}function so({row:e}){let t=e.ended_at??Q()??h.value.opened.toISOString();return a`<${I} title="From when to when">
    <${Vt} sessions=${[e]} since=${e.started_at} until=${t} />
    <div class="columns">
      <${G} rows=${[["Status",M(e.status)],["Started",a`<${v} at=${e.started_at} />`],["Completed",a`<${v} at=${e.activated_at} />`],["Last active",a`<${v} at=${e.last_active_at} />`],["Ended",Fe(e)],["Duration",e.duration_ms==null?"open":at(e.duration_ms)],["Expires unless used",e.expire_at&&a`<${v} at=${e.expire_at} to="minute" />`]]} />
      <${G} rows=${[["Acted by",e.impersonated?a`${M(e.actor_kind??"impersonator")} <${q}
          id=${e.impersonator_id} page="users" />`:"the user in person"],["Device",rt(e)],["Place",st(e)],["Address",e.ip],["Address of the request",e.request_ip===e.ip?null:e.request_ip],["Organization",e.organization_id&&a`<a href=${S("organizations",e.organization_id)}><${_}>
          ${e.organization_name??e.organization_id}<//></a>`],["Other open sessions",e.concurrent_sessions==null?null:String(e.concurrent_sessions)],["User agent",e.user_agent]]} />
    </div>
  <//>`}function Yi(){let[e,t]=C(""),[n,i]=C(!1);return a`<main class="sign-in" id="main"><form onSubmit=${async o=>{o.preventDefault();let r=String(new FormData(o.currentTarget).get("key")??"").trim();i(!0),t("");try{await oi(r)}catch(l){t(l.message),i(!1)}}}>
    <h1><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</h1>
    <label for="key">API key</label>
    <input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false"
      aria-describedby="key-help" aria-invalid=${e!==""} />
    ${e&&a`<p class="error" role="alert"><${_}>${e}<//></p>`}
    <button type="submit" class="primary" disabled=${n}>${n?"Signing in…":"Sign in"}</button>
    <p id="key-help" class="faint">The page shows what this key may see. The session ends after 30 minutes without
      use. A key is made with <code>gatelog keys create</code>.</p>
  </form></main>`}var ro=1e3,lo=["system.read","system.exported","system.reviewed","system.access_denied","system.key_used"],co=W["/v1/activity"].columns.filter(({name:e})=>["occurred_at","summary"].includes(e)),Zi=()=>a`<h1>System</h1>
  <${Ft} />
  <${I} title="Views"><${ke} scope="metrics:read"><${po} /><//><//>
  <${I} title="Sources"><${fo} /><//>
  <${I} title="Keys"><${ke} scope="keys:read">
    <${X} path="/v1/keys" query=${{}} columns=${W["/v1/keys"].columns} id=${W["/v1/keys"].id} caption="Keys"
      paged=${!1} />
  <//><//>
  <${I} title="Who read the log"><${ke} scope="events:read">
    <${X} path="/v1/activity" part="readers_" query=${{source:"system",type:lo}} columns=${co}
      id=${W["/v1/activity"].id} caption="Who read the log" />
  <//><//>
  <${I} title="Events that a view could not read"><${ke} scope="events:read"><${mo} /><//><//>`,uo=({row:e})=>a`<progress max=${Math.max(1,e.size)} value=${e.checkpoint}
  aria-label=${`Progress of ${e.name}`}></progress>
  ${e.lag===0?"up to date":`${e.lag.toLocaleString("en")} events behind`}`;function po(){let e=k("/v1/projections",{}),[t,n]=C(""),[i,s]=C(null),o=e.data?.data.some(({state:c})=>c==="building")||t!=="";Z(()=>{if(!o)return;let c=setTimeout(()=>{n(""),e.reload()},ro);return()=>clearTimeout(c)},[e.data,t]);let r=async c=>{s(null);try{await Ee(J("/v1/projections/{name}/rebuild",{},{name:c}),{method:"POST"}),n(c)}catch(p){s(p)}},l=[{name:"name",label:"View",cell:c=>a`<b>
      ${c.name.replace(/_/g," ")}</b>`},{name:"state",label:"State",cell:c=>a`<${E}
      tone=${c.state==="live"?"good":"plain"}>${c.state}<//>`},{name:"progress",label:"Progress",cell:c=>a`<${uo}
      row=${c} />`},{name:"failures",label:"Skipped events",cell:c=>c.failures},{name:"version",label:"Version",cell:c=>c.version},{name:"changed_at",label:"Changed",cell:c=>a`<${v}
      at=${c.changed_at} />`},{name:"rebuild",label:"Rebuild",cell:c=>c.state==="live"&&(le("admin:rebuild")?a`<button type="button" disabled=${o} onClick=${()=>r(c.name)}
        aria-label=${`Rebuild ${c.name}`}>Rebuild</button>`:a`<span class="faint">needs admin:rebuild</span>`)}];return a`${i&&a`<${we} error=${i} />`}<${A} answer=${e}>
    ${({data:c})=>a`<${qe} path="/projections" columns=${l} rows=${c}
      id=${p=>`${p.name}/${p.generation}`} caption="Views" />`}<//>`}function fo(){let e=k("/v1/sources",{}),t=[{name:"source",label:"Source",cell:n=>a`<b>${n.source}</b>`},{name:"instances",label:"Instances",cell:n=>n.instances.join(", ")||"all"},{name:"coverage",label:"Complete since",cell:n=>a`<${v} at=${n.coverage_from} />`},{name:"last",label:"Last delivery",cell:n=>a`<${v} at=${n.last_event_at} />`},{name:"hidden",label:"Left out",wide:!0,cell:n=>a`<${_}>${n.recent?.notice??"nothing"}
      <//>`}];return a`<${A} answer=${e}>${({data:n})=>a`<${qe} path="/sources"
    columns=${t} rows=${n}
    id=${i=>i.source} caption="Sources" />`}<//>`}function mo(){let e=k("/v1/undecodable",{limit:20});return a`<${A} answer=${e}>${({data:t})=>t.length===0?a`<p class="faint">None: every view read every event.</p>`:a`<ul class="events">${t.map(n=>a`<li key=${n.position}><${v} at=${n.received_at} /> <b>
      <${_}>${n.type??"no type"}<//></b>
        ${n.failures.map(({projection:i,reason:s})=>a`<span class="faint">${i}: <${_}>${s}<//></span> `)}</li>`)}</ul>`}<//>`}var Ji="/v1/users/{user_id}";function Xi({id:e}){let t=Q(),n=k(Ji,{as_of:t},{user_id:e});return a`
    <${A} answer=${n}>${i=>a`<h1><${_}>${gn(i)}<//> <${yn}
      ...${i} /></h1>`}<//>
    <p><${q} id=${e} /></p>
    <${Ve} position=${n.position} from=${n.data?.created_at} query=${{involves:[e]}} />
    ${n.data&&a`<${I} title="Identity"><${_o} user=${n.data} /><//>`}
    <${$o} id=${e} />
    <${ho} id=${e} />
    <${He} query=${{involves:e}} />
    <${We} path=${Ji} id=${e} />`}function _o({user:e}){let t=(o,r)=>a`<div><${_}>${r}<//> <${E}
    tone=${o.verification==="verified"?"good":"plain"}>${o.verification??"not verified"}<//></div>`,n=(o,r)=>o?.length?o.map(r):null,i=o=>o==null?"not reported":o?"yes":"no",s=n(e.email_addresses,o=>t(o,o.email_address))??n(e.emails,o=>a`<div><${_}>${o}<//></div>`);return a`<div class="columns">
    <${G} rows=${[["E-mail",s],["Formerly",n(e.former_emails,o=>a`<div class="former"><${_}>${o}<//></div>`)],["Phone",n(e.phone_numbers,o=>t(o,o.phone_number))],["Wallet",n(e.web3_wallets,o=>t(o,o.web3_wallet))],["User name",e.username],["External id",e.external_id],["Accounts",n([...e.external_accounts??[],...e.saml_accounts??[],...e.enterprise_accounts??[]],o=>t(o,[o.provider?.replace(/^oauth_/,""),o.email_address].filter(Boolean).join(" · ")))]]} />
    <${G} rows=${[["Second factor",e.two_factor_enabled==null?"not reported":e.two_factor_enabled?`required${e.totp_enabled?", authenticator app":""}${e.backup_code_enabled?", backup codes":""}`:"none"],["Passkeys",n(e.passkeys,o=>a`<div><${_}>${o.name??o.id}<//></div>`)],["Password",a`${i(e.password_enabled)} ${e.password_last_updated_at&&a`<span class="faint">set <${v} at=${e.password_last_updated_at} to="minute" /></span>`}`],["Banned",i(e.banned)],["Locked",a`${i(e.locked)} ${e.lockout_expires_at&&a`<span class="faint">until <${v} at=${e.lockout_expires_at} to="minute" />
          ${e.lock_end_inferred?", inferred":""}</span>`}`],["Directory",e.scim_directory_id&&`${e.scim_directory_id}${e.deprovisioned?", deprovisioned":""}`]]} />
    <${G} rows=${[["Created",a`<${v} at=${e.created_at} to="minute" />`],["Last sign-in",a`<${v} at=${e.last_sign_in_at} to="minute" />`],["Sign-ins",e.sign_ins.toLocaleString("en")],["Deleted",e.deleted_at&&a`<${v} at=${e.deleted_at} to="minute" />`],["Terms accepted",e.legal_accepted_at&&a`<${v} at=${e.legal_accepted_at} to="minute" />`],["Source",e.source],["Instance",e.instance_id],["Incomplete since",e.failure_since&&a`<a href=${S("system")}><${v} at=${e.failure_since}
        to="minute" /></a>`]]} />
  </div>`}function $o({id:e}){let t=Q(),n=k("/v1/memberships",{user_id:e,...t?{active_at:t}:{active:!0}}),i=W["/v1/memberships"],s=["organization","role","started_at"].flatMap(o=>i.columns.filter(r=>r.name===o).map(r=>({...r,hidden:!1})));return n.data?.data.length===0?null:a`<${I} title="Organizations"><${A} answer=${n}>${({data:o})=>a`<${qe} path="/of-a-user" columns=${s} rows=${o} id=${i.id} caption="Organizations" />`}<//>
      <//>`}function ho({id:e}){let{params:t,opened:n}=h.value,i=Q()??n.toISOString(),s=t.get("last")??"30d",{since:o}=Pe({page:"",id:e,params:new URLSearchParams({last:s}),opened:new Date(i)}),r=k("/v1/sessions",{user_id:e,since:o,until:i,limit:50});return a`<${I} title="Sessions" tools=${a`<div class="segments">${Object.entries(Ie).map(([l,[c]])=>a`<a key=${l} class=${s===l?"on":""} href=${L({last:l})}>${c}</a>`)}</div>`}>
    <${A} answer=${r}>${({data:l,page:c,notes:p})=>l.length===0?a`<${Pt}
      title="No session in this time." notes=${p} />`:a`<${Vt} sessions=${l} since=${o} until=${i} />
        ${c.has_more&&a`<p><a href=${S("sessions",null,{user_id:e,since:o,until:i})}>All sessions of this time</a></p>`}`}<//>
  <//>`}var Qi={"":{title:"Overview",all:Vi},activity:{title:"Activity",all:Ui,one:zi},users:{title:"Users",all:()=>a`<${qt} path="/v1/users" />`,one:Xi},sessions:{title:"Sessions",all:()=>a`<${qt} path="/v1/sessions" />`,one:Ki},organizations:{title:"Organizations",all:()=>a`<${qt} path="/v1/organizations" />`,one:Bi},reports:{title:"Reports",all:Hi,one:Wi},system:{title:"System",all:Zi}},kn=class extends se{state={error:null};componentDidCatch(t){console.error(t),this.setState({error:t})}render(){let{error:t}=this.state;return t?a`<${we} error=${t} />`:this.props.children}},ea=({label:e,setting:t,options:n})=>a`<label class="switch"><span class="hidden">${e}</span>
  <select value=${t.value}
    onChange=${i=>{t.value=i.currentTarget.value}}>
    ${n.map(([i,s])=>a`<option key=${i} value=${i}>${s}</option>`)}
  </select></label>`;function vo(){let{page:e,id:t}=h.value,n=Qi[e];return document.title=`${[t,n?.title].filter(Boolean).join(" · ")} – Gatelog`,a`<a class="skip" href="#main" onClick=${i=>{i.preventDefault(),document.querySelector("main")?.focus()}}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</a>
      <nav aria-label="Pages of Gatelog">${Object.entries(Qi).map(([i,{title:s}])=>a`<a key=${i} href=${S(i)} aria-current=${i===e?"page":null}>${s}</a>`)}</nav>
      <div class="tools">
        <${ea} label="Time zone" setting=${it} options=${[["local",pn],["utc","UTC"]]} />
        <${ea} label="Theme" setting=${dn} options=${[["system","System theme"],["light","Light"],["dark","Dark"]]} />
        <span class="who" title="The key of this session"><${_}>${ne.value?.name}<//></span>
        <button type="button" onClick=${()=>si()}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1"><${kn} key=${`${e}/${t}`}>
      ${n?t&&n.one?a`<${n.one} id=${t} />`:a`<${n.all} />`:a`<h1>No such page</h1><p><a href="#/">To the overview</a></p>`}
    <//></main>
    <footer><${$i} /><p class="faint">All times are in ${H()}.</p></footer>
    <${mi} />`}function go(){return ne.value===void 0?a`<main id="main"><${mn} /></main>`:ne.value===null?a`<${Yi} />`:a`<${vo} />`}dn.subscribe(e=>{document.documentElement.dataset.theme=e});en(a`<${go} />`,document.body);nt();
