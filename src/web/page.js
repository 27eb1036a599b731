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
var Mn=function(e,t,n,i){var a;t[0]=0;for(var s=1;s<t.length;s++){var r=t[s++],l=t[s]?(t[0]|=r?1:2,n[t[s++]]):t[++s];r===3?i[0]=l:r===4?i[1]=Object.assign(i[1]||{},l):r===5?(i[1]=i[1]||{})[t[++s]]=l:r===6?i[1][t[++s]]+=l+"":r?(a=e.apply(l,Mn(e,l,n,["",null])),i.push(a),l[0]?t[0]|=2:(t[s-2]=0,t[s]=a)):i.push(l)}return i},zn=new Map;function Ln(e){var t=zn.get(this);return t||(t=new Map,zn.set(this,t)),(t=Mn(this,t.get(e)||(t.set(e,t=(function(n){for(var i,a,s=1,r="",l="",c=[0],p=function(f){s===1&&(f||(r=r.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?c.push(0,f,r):s===3&&(f||r)?(c.push(3,f,r),s=2):s===2&&r==="..."&&f?c.push(4,f,0):s===2&&r&&!f?c.push(5,0,!0,r):s>=5&&((r||!f&&s===5)&&(c.push(s,0,r,a),s=6),f&&(c.push(s,f,0,a),s=6)),r=""},d=0;d<n.length;d++){d&&(s===1&&p(),p(d));for(var m=0;m<n[d].length;m++)i=n[d][m],s===1?i==="<"?(p(),c=[c],s=3):r+=i:s===4?r==="--"&&i===">"?(s=1,r=""):r=i+r[0]:l?i===l?l="":r+=i:i==='"'||i==="'"?l=i:i===">"?(p(),s=1):s&&(i==="="?(s=5,a=r,r=""):i==="/"&&(s<5||n[d][m+1]===">")?(p(),s===3&&(c=c[0]),s=c,(c=c[0]).push(2,0,s),s=0):i===" "||i==="	"||i===`
`||i==="\r"?(p(),s=2):r+=i),s===3&&r==="!--"&&(s=4,c=c[0])}return p(),c})(e)),t),arguments,[])).length>1?t:t[0]}var T,jn,en,me,Xt,vt,qn,$t,Fn,tn,Qt,mo,Xe=Symbol.for("pv"),gt={},yt=[],_o=/^m(i|n|o|s|text|space)$/,nn=Array.isArray,on=yt.slice,ye=Object.assign;function ge(e){e&&e.parentNode&&e.remove()}function bt(e,t,n){var i,a,s,r={},l=arguments.length;for(s in t)s=="key"?i=t[s]:s=="ref"&&typeof e!="function"?a=t[s]:r[s]=t[s];return l>2&&(r.children=l>3?on.call(arguments,2):n),Je(e,r,i,a,null)}function Je(e,t,n,i,a){var s={type:e,props:t,key:n,ref:i,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Xe,__v:a||++jn,__i:-1,__u:0};return!a&&T.vnode&&T.vnode(s),s}function be(e){return e.children}function le(e,t){this.props=e,this.context=t,this.__g=0}function _e(e,t){if(t==null)return e.__&&_e(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:_e(e)}function $o(e){var t,n=e.__v,i=n.__e,a=[],s=[],r=e.__P;r&&((t=ye({constructor:Xe},n)).__v=n.__v+1,T.vnode&&T.vnode(t),an(r,t,n,e.__n,r.namespaceURI,32&n.__u?[i]:null,a,i||_e(n),32&n.__u,s),t.__v=n.__v,t.__.__k[t.__i]=t,Kn(a,t,s),n.__=n.__e=null,t.__e!=i&&Bn(t))}function Bn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Bn(e)}function Un(e){(8&e.__g||(e.__g|=8,me.push(e),vt++))&&Xt==T.debounceRendering||((Xt=T.debounceRendering)||queueMicrotask)(Vn)}function Vn(){try{for(var e,t=1;me.length;)me.length>t&&me.sort(qn),e=me.shift(),t=me.length,8&e.__g&&$o(e)}finally{(vt=me.length)&&(Xt||queueMicrotask)(Vn)}}function Hn(e,t,n,i,a,s,r,l,c,p,d){var m,f,u,_,b,x,y=i.__k||yt,v=t.length;for(c=ho(n,t,y,c,v),m=0;m<v;m++)(u=n.__k[m])!=null&&(f=~u.__i&&y[u.__i]||gt,u.__i=m,x=an(e,u,f,a,s,r,l,c,p,d),_=u.__e,(f.ref!=u.ref||8&f.__u)&&(f.ref&&sn(f.ref,null,u,f),u.ref&&d.push(u.ref,u.__c||_,u)),b=b||_,4&u.__u?(c=Wn(u,c,e,!f.__v),f.__e&&(f.__e=null)):typeof u.type=="function"&&x!==void 0?c=x:_&&(c=_.nextSibling),u.__u&=-21);return n.__e=b,c}function ho(e,t,n,i,a){var s,r,l,c,p,d,m,f,u,_=n.length,b=_,x=0,y=0,v=e.__k=Array(a);for(s=0;s<a;s++)(r=t[s])!=null&&typeof r!="boolean"&&typeof r!="function"?(typeof r!="object"||r.constructor===String?r=v[s]=Je(null,r):nn(r)?r=v[s]=Je(be,{children:r}):r.constructor===Xe&&r.__b?r=v[s]=Je(r.type,r.props,r.key,r.ref,r.__v):v[s]=r,c=s+x,r.__=e,r.__b=e.__b+1,l=null,~(p=r.__i=vo(r,n,c,b))&&(b--,(l=n[p])&&(l.__u|=2)),l&&l.__v?(r.__u|=16,p==c-1?x--:p==c+1?x++:p!=c&&(p>c?x--:x++,y=1)):(~p||(a>_?x--:a<_&&x++),typeof r.type!="function"&&(r.__u|=4))):v[s]=null;if(y){for(d=[],m=[],s=0;s<a;s++)if((r=v[s])&&16&r.__u){for(x=0,f=d.length;x<f;)d[u=x+f>>1]<r.__i?x=u+1:f=u;d[x]=r.__i,m[s]=x+1}for(x=d.length;s--;)m[s]&&(m[s]==x?x--:v[s].__u|=4)}if(b)for(s=0;s<_;s++)!(l=n[s])||2&l.__u||(l.__e==i&&(i=_e(l)),rn(l,l));return i}function Wn(e,t,n,i){var a,s,r,l;if(typeof e.type=="function"){if(e.props.__P)return t;if(a=e.__k)for(s=0;s<a.length;s++)a[s]&&(a[s].__=e,t=Wn(a[s],t,n,!1));return t}for(t&&!t.parentNode&&(t=_e(e))&&!t.parentNode&&(t=null),r=e.__e,l=t;l&&l.nodeType==8;)l=l.nextSibling;for(r!=l&&(!i&&n.moveBefore&&r.parentNode?n.moveBefore(r,t):n.insertBefore(r,t||null)),t=r;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function vo(e,t,n,i){var a,s=e.key,r=e.type,l=t[n],c=l&&!(2&l.__u);if(l===null&&s==null||c&&s==l.key&&r==l.type)return n;if(i>(c?1:0)){for(a=n-1;a>=0;a--)if((l=t[a])&&!(2&l.__u)&&s==l.key&&r==l.type)return a;for(a=n+1;a<t.length;a++)if((l=t[a])&&!(2&l.__u)&&s==l.key&&r==l.type)return a}return-1}function Dn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function _t(e,t,n,i,a){var s,r;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof i=="string"&&(e.style.cssText=i=""),i)for(t in i)n&&t in n||Dn(e.style,t);if(n)for(t in n)i&&n[t]==i[t]||Dn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof i!="function"&&(i=null),(e.__e||(e.__e={}))[t]=n,n&&i||(r=Qt[t]||(Qt[t]=go(t)),(e.__a||(e.__a={}))[t]=tn,s=t!=(t=t.replace(Fn,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,r,s):e.removeEventListener(t,r,s));else{if(a=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function go(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[$t]==null)t[$t]=tn++;else if(t[$t]<this.__a[e])return;return n(T.event?T.event(t):t)}}}function an(e,t,n,i,a,s,r,l,c,p){var d,m,f,u,_,b,x,y,v,P,A,S,I,V,H,fe,Z,q,re=t.type;if(t.constructor!==Xe)return null;128&n.__u&&(c=32&n.__u,d=n.__c.__z)&&(t.__u|=c,m=s=[],d.nodeType==8?l=ht(d,s):s.push(d),l=s[0]||l),(d=T.__b)&&d(t);e:if(typeof re=="function"){f=r.length;try{if(y=t.props,v=(d=re.prototype)&&d.render,P=(d=re.contextType)&&i[d.__c],A=d?P?P.props.value:d.__:i,(u=n.__c)?(t.__c=u,2&u.__g&&(u.__g|=1)):(v?t.__c=u=new re(y,A):(t.__c=u=new le(y,A),u.constructor=re,u.render=bo),P&&P.sub(u),u.state||(u.state={}),u.__n=i,u.__g|=8,u.__h=[],u.__k=[]),v&&(u.__s||(u.__s=u.state),re.getDerivedStateFromProps&&(u.__s==u.state&&(u.__s=ye({},u.__s)),ye(u.__s,re.getDerivedStateFromProps(y,u.__s)))),_=u.props,b=u.state,u.__v=t,n.__c){if(y!==_&&v&&!re.getDerivedStateFromProps&&u.componentWillReceiveProps&&u.componentWillReceiveProps(y,A),t.__v==n.__v&&!(8&u.__g)||!(4&u.__g)&&u.shouldComponentUpdate&&u.shouldComponentUpdate(y,u.__s,A)===!1){t.__v!=n.__v&&(u.props=y,u.state=u.__s,u.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(ne){ne&&(ne.__=t)}),yt.push.apply(u.__h,u.__k),u.__k=[],u.__h.length&&r.push(u),l=_e(n);break e}u.componentWillUpdate&&u.componentWillUpdate(y,u.__s,A),v&&u.componentDidUpdate&&u.__h.push(function(){u.componentDidUpdate(_,b,x)})}else v&&!re.getDerivedStateFromProps&&u.componentWillMount&&u.componentWillMount(),v&&u.componentDidMount&&u.__h.push(u.componentDidMount);u.context=A,u.props=y,u.__P=e,u.__g&=-5,S=T.__r,I=v?25:0;do u.__g&=-9,S&&S(t),d=u.render(u.props,u.state=u.__s,u.context);while(8&u.__g&&++I<25);v&&(yt.push.apply(u.__h,u.__k),u.__k=[]),u.state=u.__s,u.getChildContext&&(i=ye({},i,u.getChildContext())),v&&n.__c&&u.getSnapshotBeforeUpdate&&(x=u.getSnapshotBeforeUpdate(_,b)),V=d&&d.type===be&&d.key==null?d.props.children:d,y.__P&&(d=l,a=(e=y.__P).namespaceURI,c=s=null,n.props&&n.props.__P!=e&&(n.__k.some(function(ne){ne&&rn(ne,ne)}),n.__k=null),l=n.__k?_e(n,0):null),l=Hn(e,nn(V)?V:[V],t,n,i,a,s,r,l,c,p),y.__P&&(t.__e=null,l=d),t.__u&=-161,m&&m.some(ge),u.__h.length&&r.push(u),1&u.__g&&(u.__g&=-4)}catch(ne){if(r.length=f,t.__v=null,c||s)if(ne&&ne.then){if(t.__u|=128|c,s){for(~(Z=s.indexOf(l||void 0))||(Z=s.length);(q=s[Z-1])&&q.nodeType==8;)Z--;for(;Z<s.length;Z++)if(q=s[Z])if(s[Z]=null,H){if(q==fe)break}else{if(q.nodeType!=8)break;q.data.startsWith("$s")&&(fe=ht(H=q))}}if(!H){for(;l&&l.nodeType==8&&l.nextSibling;)l=l.nextSibling;H=l}(d=ht(H=t.__c.__z||(t.__c.__z=H)))?(t.__e=H,l=d):t.__e=l,l=l&&l.nextSibling}else s&&s.some(ge);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),ne&&ne.then||Gn(t),T.__e(ne,t,n)}}else l=t.__e=yo(n.__e,t,n,i,a,s,r,c,p,e);return(d=T.diffed)&&d(t),l}function ht(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function Gn(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(Gn))}function Kn(e,t,n){for(var i=0;i<n.length;)sn(n[i++],n[i++],n[i++]);T.__c&&T.__c(t,e),e.some(function(a){try{e=a.__h,a.__h=[],e.some(function(s){s.call(a)})}catch(s){T.__e(s,a.__v)}})}function yo(e,t,n,i,a,s,r,l,c,p){var d,m,f,u,_,b,x,y,v=n.props||gt,P=t.props,A=t.type;if(A=="svg"?a="http://www.w3.org/2000/svg":A=="math"?a="http://www.w3.org/1998/Math/MathML":a||(a="http://www.w3.org/1999/xhtml"),s){for(d=0;d<s.length;d++)if((_=s[d])&&(A?_.localName==A:_.nodeType==3)){e=_,s[d]=null;break}}if(!e){if(y=p.ownerDocument||document,!A)return y.createTextNode(P);e=y.createElementNS(a,A,P.is?P:p),l&&(T.__m&&T.__m(t,s),l=!1),s=null}if(A){if(p=A=="template"&&e.content||e,s=A=="textarea"&&P.defaultValue!=null?null:s&&on.call(p.childNodes),!l&&s)for(v={},d=0;d<e.attributes.length;d++)v[(_=e.attributes[d]).name]=_.value;for(d in v)_=v[d],d=="dangerouslySetInnerHTML"?f=_:d=="children"||d in P||d=="value"&&"defaultValue"in P||d=="checked"&&"defaultChecked"in P||_t(e,d,null,_,a);for(d in P)_=P[d],d=="children"?u=_:d=="dangerouslySetInnerHTML"?m=_:d=="value"?b=_:d=="checked"?x=_:l&&typeof _!="function"||v[d]===_||_t(e,d,_,v[d],a);m?(l||f&&(m.__html==f.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(f&&(e.textContent=""),(A=="foreignObject"||a=="http://www.w3.org/1998/Math/MathML"&&_o.test(A))&&(a="http://www.w3.org/1999/xhtml"),Hn(p,nn(u)?u:[u],t,n,i,a,s,r,s?s[0]:n.__k&&_e(n,0),l,c),s&&s.some(ge)),l&&A!="textarea"||(d="value",A=="progress"&&b==null?e.removeAttribute(d):b==null||b===e[d]&&(A!="progress"||b)||_t(e,d,b,v[d],a),d="checked",x!=null&&x!=e[d]&&_t(e,d,x,v[d],a))}else v===P||l&&e.data==P||(e.data=P);return e}function sn(e,t,n,i){try{typeof e=="function"?t?t.__x=e(t)||1:i&&(i=i.__c||i.__e)&&(t=i.__x)&&(i.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(a){T.__e(a,n)}}function rn(e,t,n){var i,a,s,r;if(T.unmount&&T.unmount(e),!(i=e.ref)||i.current&&i.current!=e.__e||sn(i,null,t,e),i=e.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(l){T.__e(l,t)}i.__P=i.__n=null}if(i=e.__k)for(r=0;r<i.length;r++)i[r]&&rn(i[r],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(i=e.__c)&&(i=i.__z)&&(a=ht(i,s=[]))&&(i==e.__e&&s.some(ge),ge(a),ge(i)),n||ge(e.__e),e.__e=e.__c=e.__=null}function bo(e,t,n){return this.constructor(e,n)}function ln(e,t){var n,i,a,s;T.__&&T.__(e,t),t.nodeType==9&&(t=t.documentElement),i=(n=e&&32&e.__u)?null:t.__k,t.__k=Je(be,{children:[e]}),a=[],s=[],an(t,t.__k,i||gt,gt,t.namespaceURI,i?null:t.firstChild?on.call(t.childNodes):null,a,i?i.__e:t.firstChild,n,s),Kn(a,t.__k,s),t.__k.props.children=null}T={__e:function(e,t,n,i){for(var a,s,r;t=t.__;)if((a=t.__c)&&!(1&a.__g)){a.__g|=4;try{if((r=(s=a.constructor)&&s.getDerivedStateFromError)&&a.setState(s.getDerivedStateFromError(e)),a.componentDidCatch&&(a.componentDidCatch(e,i||{}),r=1),r&&8&a.__g)return void(a.__g|=2)}catch(l){e=l}}throw vt=0,e}},jn=0,en=function(e){return e!=null&&e.constructor===Xe},le.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=ye({},this.state)),typeof e=="function"&&(e=e(ye({},n),this.props)),e&&(ye(n,e),this.__v&&(t&&this.__k.push(t),Un(this)))},le.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),Un(this))},le.prototype.render=be,me=[],vt=0,qn=function(e,t){return e.__v.__b-t.__v.__b},$t=Symbol(),Fn=/(PointerCapture)$|Capture$/i,tn=0,Qt={},mo=0;var Ee,U,cn,Yn,un=Object.is,xt=0,oi=[],dn=[],L=T,Zn=L.__b,Jn=L.__r,Xn=L.diffed,Qn=L.__c,ei=L.unmount,ti=L.__;function St(e,t){L.__h&&L.__h(U,e,xt||t),xt=0;var n=U.__H||(U.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function E(e){return xt=1,xo(ai,e)}function xo(e,t,n){var i=St(Ee++,2);if(i.t=e,!i.__c&&(i.__=[n?n(t):ai(void 0,t),function(s){var r=(i.__N||i.__)[0],l=i.t(r,s);un(r,l)||(i.__N=[l,i.__[1]],i.__c.setState({}))}],i.__c=U,!U.__f)){U.__f=!0;var a=U.shouldComponentUpdate;U.shouldComponentUpdate=function(s,r,l){var c=this.__H;if(!c)return!0;var p=!1,d=this.props!=s;if(c.__.some(function(f){f.__N&&(p=!0,un(f.__[0],f.__N[0])||(d=!0))}),a){var m=a.call(this,s,r,l);return p?m||d:m}return!p||d}}return i.__}function Q(e,t){var n=St(Ee++,3);!L.__s&&mn(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,U.__H.__h.push(n))}function fn(e,t){var n=St(Ee++,4);!L.__s&&mn(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,U.__h.push(n))}function ie(e){return xt=5,kt(function(){return{current:e}},[])}function kt(e,t){var n=St(Ee++,7);return mn(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function So(){var e;do{for(;e=dn.shift();)try{Qe(e)}catch(n){L.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=oi.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Qe),t.__h.some(pn),t.__h=[]}catch(n){t.__h=[],L.__e(n,e.__v)}}}while(dn.length)}L.__b=function(e){U=null,Zn&&Zn(e)},L.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),ti&&ti(e,t)},L.__r=function(e){Jn&&Jn(e),Ee=0;var t=(U=e.__c).__H;t&&(cn==U?U.__h=[]:(t.__h.some(Qe),t.__h.some(pn),Ee=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),cn=U},L.diffed=function(e){Xn&&Xn(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&ii(oi.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),cn=U=null},L.__c=function(e,t){t.some(function(n){try{n.__h.some(Qe),n.__h=n.__h.filter(function(i){return!i.__||pn(i)})}catch(i){n.__h=[function(){throw i}]}}),Qn&&Qn(e,t)},L.unmount=function(e){ei&&ei(e);var t,n,i=e.__c;i&&i.__H&&(i.__H.__.some(function(a){try{if(a.__P&&a.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}a.__P=n,ii(dn.push(a))}else Qe(a)}catch(s){t=s}}),i.__H=void 0,t&&L.__e(t,i.__v))};var ni=typeof requestAnimationFrame=="function";function ko(e){var t,n=function(){clearTimeout(i),ni&&cancelAnimationFrame(t),setTimeout(e)},i=setTimeout(n,35);ni&&(t=requestAnimationFrame(n))}function ii(e){e!=1&&Yn==L.requestAnimationFrame||((Yn=L.requestAnimationFrame)||ko)(So)}function Qe(e){var t=U,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),U=t}function pn(e){var t=U;e.__c=e.__(),U=t}function mn(e,t){return!e||e.length!=t.length||t.some(function(n,i){return!un(n,e[i])})}function ai(e,t){return typeof t=="function"?t(e):t}var wo=Symbol.for("preact-signals");function At(){if(ce>1)ce--;else{var e,t=!1;for((function(){var a=Tt;for(Tt=void 0;a!==void 0;){var s=a.S;if(s.v===a.v)for(var r=s.t;r!==void 0;r=r.x)r.i===a.i&&(r.i=s.i);a=a.o}})();tt!==void 0;){var n=tt;for(tt=void 0,wt++;n!==void 0;){var i=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&ri(n))try{n.c()}catch(a){t||(e=a,t=!0)}n=i}}if(wt=0,ce--,t)throw e}}function $n(e){if(ce>0)return e();_n=++To,ce++;try{return e()}finally{At()}}var et,z=void 0;function nt(e){var t=z,n=et;z=void 0,et=void 0;try{return e()}finally{z=t,et=n}}var tt=void 0,ce=0,wt=0,To=0,_n=0,Tt=void 0,Ot=0;function si(e){if(z!==void 0){var t=e.n;if(t===void 0||t.t!==z)return t={i:0,S:e,p:z.s,n:void 0,t:z,e:void 0,x:void 0,r:t},z.s!==void 0&&(z.s.n=t),z.s=t,e.n=t,32&z.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=z.s,t.n=void 0,z.s.n=t,z.s=t),t}}function j(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}j.prototype.brand=wo;j.prototype.h=function(){return!0};j.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:nt(function(){var i;(i=t.W)==null||i.call(t)}))};j.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,i=e.x;n!==void 0&&(n.x=i,e.e=void 0),i!==void 0&&(i.e=n,e.x=void 0),e===this.t&&(this.t=i,i===void 0&&nt(function(){var a;(a=t.Z)==null||a.call(t)}))}};j.prototype.subscribe=function(e){var t=this;return Se(function(){var n=t.value;nt(function(){return e(n)})},{name:"sub"})};j.prototype.valueOf=function(){return this.value};j.prototype.toString=function(){return this.value+""};j.prototype.toJSON=function(){return this.value};j.prototype.peek=function(){var e=this;return nt(function(){return e.value})};Object.defineProperty(j.prototype,"value",{get:function(){var e=si(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(wt>100)throw new Error("Cycle detected");(function(n){ce!==0&&wt===0&&n.l!==_n&&(n.l=_n,Tt={S:n,v:n.v,i:n.i,o:Tt})})(this),this.v=e,this.i++,Ot++,ce++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{At()}}}});function J(e,t){return new j(e,t)}function ri(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function li(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function ci(e){for(var t=e.s,n=void 0;t!==void 0;){var i=t.p;t.i===-1?(t.S.U(t),i!==void 0&&(i.n=t.n),t.n!==void 0&&(t.n.p=i)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=i}e.s=n}function xe(e,t){j.call(this,void 0,t),this.x=e,this.s=void 0,this.g=Ot-1,this.f=4}xe.prototype=new j;xe.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===Ot))return!0;if(this.g=Ot,this.f|=1,this.i>0&&!ri(this))return this.f&=-2,!0;var e=z;try{li(this),z=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return z=e,ci(this),this.f&=-2,!0};xe.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}j.prototype.S.call(this,e)};xe.prototype.U=function(e){if(this.t!==void 0&&(j.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};xe.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(xe.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=si(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function Et(e,t){return new xe(e,t)}function ui(e){var t=e.j;if(e.j=void 0,typeof t=="function"){ce++;var n=z;z=void 0;try{t()}catch(i){throw e.f&=-2,e.f|=8,hn(e),i}finally{z=n,At()}}}function hn(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,ui(e)}function Oo(e){if(z!==this)throw new Error("Out-of-order effect");ci(this),z=e,this.f&=-2;try{8&this.f&&hn(this)}finally{At()}}function Ie(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,et&&et.push(this)}Ie.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Ie.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,ui(this),li(this),ce++;var e=z;return z=this,Oo.bind(this,e)};Ie.prototype.N=function(){2&this.f||(this.f|=2,this.u=tt,tt=this)};Ie.prototype.d=function(){this.f|=8,1&this.f||hn(this)};Ie.prototype.dispose=function(){this.d()};function Se(e,t){var n=new Ie(e,t);try{n.c()}catch(a){throw n.d(),a}var i=n.d.bind(n);return i[Symbol.dispose]=i,i}var di,Ct,It,Ao=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var pi=[];Se(function(){di=this.N})();function Ce(e,t){T[e]=t.bind(null,T[e]||function(){})}function it(e){if(It){var t=It;It=void 0,t()}It=e&&e.S()}function fi(e){var t=this,n=e.data,i=Io(n);i.name="ReactiveDom",i.value=n;var a=kt(function(){for(var l=t,c=t.__v;c=c.__;)if(c.__c){c.__c.__$f|=4;break}var p=Et(function(){var u=i.value.value;return u===0?0:u===!0?"":u||""}),d=Et(function(){return!Array.isArray(p.value)&&!en(p.value)}),m=Se(function(){if(this.N=mi,d.value){var u=p.value;l.__v&&l.__v.__e&&l.__v.__e.nodeType===3&&(l.__v.__e.data=u)}}),f=t.__$u.d;return t.__$u.d=function(){m(),f.call(this)},[d,p]},[]),s=a[0],r=a[1];return s.value?r.peek():r.value}fi.displayName="ReactiveTextNode";Object.defineProperties(j.prototype,{constructor:{configurable:!0,value:bt(be,null).constructor},type:{configurable:!0,value:fi},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Ce("__b",function(e,t){if(it(),Ct=void 0,typeof t.type=="string"){var n,i=t.props;for(var a in i)if(a!=="children"){var s=i[a];s instanceof j&&(n||(t.__np=n={}),n[a]=s,i[a]=s.peek())}}e(t)});Ce("__r",function(e,t){if(e(t),t.type!==be){it();var n,i=t.__c;i&&(i.__$f&=-2,(n=i.__$u)===void 0&&(i.__$u=n=(function(a,s){var r;return Se(function(){r=this},{name:s}),r.c=a,r})((function(a){return function(){var s;Ao&&((s=this.y)==null||s.call(this)),a.__$f|=1,a.setState({})}})(i),typeof t.type=="function"?t.type.displayName||t.type.name:""))),Ct=i,it(n)}});Ce("__e",function(e,t,n,i){it(),Ct=void 0,e(t,n,i)});Ce("diffed",function(e,t){it(),Ct=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var i=t.__np,a=t.props,s=n.U;if(s)for(var r in s){var l=s[r];l===void 0||i&&r in i||(l.d(),s[r]=void 0)}if(i){s||(s={},n.U=s);for(var c in i){var p=s[c],d=i[c];p===void 0?(p=Eo(n,c,d,a),s[c]=p):p.o(d,a)}}}e(t)});function Eo(e,t,n,i){var a=t in e&&e.ownerSVGElement===void 0,s=J(n);return{o:function(r,l){s.value=r,i=l},d:Se(function(){this.N=mi;var r=s.value.value;i[t]!==r&&(i[t]=r,a?e[t]=r:r!=null&&(r!==!1||t[4]==="-")?e.setAttribute(t,r):e.removeAttribute(t))})}}Ce("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var i=n.U;if(i){n.U=void 0;for(var a in i){var s=i[a];s&&s.d()}}}var r=t.__np;if(r){var l=t.props;for(var c in r)l[c]=r[c]}t.__np=void 0}else{var p=t.__c;if(p){p.__$f|=8;var d=p.__$u;d&&(p.__$u=void 0,d.d())}}e(t)});Ce("__h",function(e,t,n,i){i<3&&(t.__$f|=2),e(t,n,i)});le.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,i=n&&n.s!==void 0;for(var a in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var s=2&this.__$f;if(!(i||s||4&this.__$f)||1&this.__$f)return!0}else if(!(i||4&this.__$f)||3&this.__$f)return!0;for(var r in e)if(r!=="__source"&&e[r]!==this.props[r])return!0;for(var l in this.props)if(!(l in e))return!0;return!1};function Io(e,t){return kt(function(){return J(e,t)},[])}var Co=function(e){queueMicrotask(function(){queueMicrotask(e)})};function No(){$n(function(){for(var e;e=pi.shift();)di.call(e)})}function mi(){pi.push(this)===1&&(T.requestAnimationFrame||Co)(No)}var o=Ln.bind(bt);var Pt="/v1/viewer/session",Nt=class extends Error{constructor(t,n){super(n.detail??`The server answered ${t} without a reason.`),this.status=t,this.requestId=n.request_id,this.parameter=n.parameter,this.checkpoint=n.checkpoint,this.size=n.size}},oe=J(void 0),Rt=()=>oe.value?.key_name??oe.value?.key_id,ue=e=>oe.value?.scopes.includes(e)??!1;async function Ne(e,t){let n;try{n=await fetch(e,{credentials:"same-origin",...t})}catch(s){throw s instanceof DOMException&&s.name==="AbortError"?s:new Nt(0,{detail:"The server cannot be reached. Check the connection, then try again."})}n.status===401&&e!==Pt&&(oe.value=null);let i=n.headers.get("content-type")?.includes("json"),a=i?await n.json():await n.text();if(!n.ok)throw new Nt(n.status,i?a:{});return{body:a,position:Number(n.headers.get("gatelog-position")??NaN)}}async function ot(e){try{if(e)return await vn(e);oe.value=(await Ne(Pt)).body}catch{oe.value=null}}async function vn(e){oe.value=(await Ne(Pt,{method:"POST",headers:{authorization:`Bearer ${e}`}})).body}async function _i(){await Ne(Pt,{method:"DELETE"}).catch(()=>{}),await ot()}function ee(e,t={},n={}){let i=new URLSearchParams;for(let[s,r]of Object.entries(t))for(let l of Array.isArray(r)?r:[r])l!=null&&l!==""&&i.append(s,String(l));return e.replace(/\{(\w+)\}/g,(s,r)=>encodeURIComponent(n[r]??""))+(i.size?`?${i}`:"")}var ke=J([]);function w(e,t,n){return we(t&&ee(e,t,n))}function we(e){let[t,n]=E(0),i=`${e}#${t}`,[a,s]=E({to:"",position:NaN});fn(()=>{if(!e)return;let p=new AbortController;return ke.value=[...ke.peek(),e],Ne(e,{signal:p.signal}).then(({body:d,position:m})=>s({to:i,data:d,position:m}),d=>p.signal.aborted||s({to:i,error:d,position:NaN})),()=>{p.abort(),ke.value=ke.peek().toSpliced(ke.peek().indexOf(e),1)}},[i]);let{data:r,error:l,position:c}=e?a:{data:void 0,error:void 0,position:NaN};return{data:r,error:l,position:c,loading:e!==null&&a.to!==i,url:e,reload:()=>n(t+1)}}function $i(){let[e="",t=""]=location.hash.replace(/^#\/?/,"").split(/\?(.*)/s),[n="",i]=e.split("/").map(Po);return{page:n,id:i||null,params:new URLSearchParams(t),opened:new Date}}function Po(e){try{return decodeURIComponent(e)}catch{return e}}var h=J($i());addEventListener("hashchange",()=>{let e=h.value;h.value=$i(),(e.page!==h.value.page||e.id!==h.value.id)&&scrollTo(0,0)});function k(e,t=null,n={}){let i=n instanceof URLSearchParams?n:vi(new URLSearchParams,n);return`#/${t===null?e:`${e}/${encodeURIComponent(t)}`}${i.size?`?${i}`:""}`}var M=e=>k(h.value.page,h.value.id,vi(h.value.params,e));function F(e){location.hash=M(e)}var hi=["after","before","row","position"],Ro=[...hi,"live"];function vi(e,t){let n=new URLSearchParams(e);Object.keys(t).some(i=>!Ro.includes(i)&&!/_(after|before)$/.test(i))&&hi.forEach(i=>n.delete(i));for(let[i,a]of Object.entries(t)){n.delete(i);for(let s of Array.isArray(a)?a:[a??""])s!==""&&n.append(i,String(s))}return n}function Te(e){let{params:t}=h.value;return Object.fromEntries(e.filter(n=>t.has(n)).map(n=>[n,t.getAll(n)]))}function zt(e,t){let n=`gatelog.${e}`,i=J(localStorage.getItem(n)??t);return i.subscribe(a=>localStorage.setItem(n,a)),i}var gn=zt("theme","system"),at=zt("zone","local");var zo=6e4,yi=60*zo,$e=24*yi,Mt={"24h":["24 hours",$e],"7d":["7 days",7*$e],"30d":["30 days",30*$e],"90d":["90 days",90*$e],"1y":["1 year",365*$e]},yn=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",G=()=>at.value==="utc"?"UTC":yn,gi=new Map;function R(e,t="second"){let n=G(),i=gi.get(n);i||(i=new Intl.DateTimeFormat("sv-SE",{dateStyle:"short",timeStyle:"medium",timeZone:n}),gi.set(n,i));let a=i.format(new Date(e));return t==="clock"?a.slice(11,16):a.slice(0,{second:19,minute:16,day:10,month:7}[t])}var de=e=>!e||Number.isNaN(Date.parse(e))?"":R(e,"minute").replace(" ","T"),ae=e=>e?new Date(at.value==="utc"?`${e}Z`:e).toISOString():null;function st(e){let t=[],n=Math.round(e/1e3);for(let[i,a]of[["d",86400],["h",3600],["min",60],["s",1]]){let s=Math.floor(n/a);if(n-=s*a,s>0&&t.length<2)t.push(`${s} ${i}`);else if(t.length>0)break}return t.join(" ")||"0 s"}function bi(e){let t=Date.now()-Date.parse(e);return t<5e3?"just now":`${st(t).split(" ").slice(0,2).join(" ")} ago`}var Mo=e=>ae(`${R(e,"day")}T00:00`)??new Date(e).toISOString();function Pe({params:e,opened:t}){let n=e.get("since"),i=e.get("until")??void 0,a=i?Date.parse(i):t.getTime(),s=e.get("last")??"7d",r=Mt[s]?.[1]??Mt["7d"][1],l=n?Date.parse(n):a-r,c=a-l,p=c<=3*$e?"hour":c<=100*$e?"day":c<=600*$e?"week":"month";return{since:n??(p==="hour"?new Date(l-l%yi).toISOString():Mo(l)),until:i,interval:p,last:n||i?null:s}}var Lo=new RegExp(`([${["\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F","\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}"].join("")}])`,"u");function $({children:e}){let n=[e].flat().map(i=>String(i??"")).join("").split(Lo);return o`<bdi>${n.map((i,a)=>a%2===0?i:o`<span class="invisible">\\u{${i.codePointAt(0)?.toString(16).toUpperCase()}}</span>`)}</bdi>`}function bn({children:e}){return[e].flat().join("").split("`").map((n,i)=>i%2===0?n:o`<code>${n}</code>`)}var Re=()=>o`<span class="faint none">–</span>`;function g({at:e,to:t}){return e?o`<time datetime=${e} title=${`${R(e)} ${G()}
${e}`}>${R(e,t)}</time>`:o`<${Re} />`}function he({text:e,label:t="Copy",quiet:n=!1}){let[i,a]=E("");return o`<button type="button" class=${n?"quiet copy":"copy"} onClick=${async()=>{await(navigator.clipboard?.writeText(e)??Promise.reject()).then(()=>a("Copied"),()=>a("Not copied")),setTimeout(()=>a(""),2e3)}} title=${e}>
    ${i||t}</button>`}function D({id:e,page:t,params:n}){if(!e)return o`<${Re} />`;let i=o`<code class="id"><${$}>${e}<//></code>`;return o`<span class="nowrap" title=${e}>${t?o`<a href=${k(t,e,n)}>${i}</a>`:i}
    <${he} text=${e} quiet /></span>`}var C=({tone:e="plain",children:t,title:n})=>o`<span class=${`badge ${e}`} title=${n}>${t}</span>`,N=({title:e,id:t,tools:n,children:i})=>o`<section class="card" aria-label=${e} id=${t}>
  <header><h2>${e}</h2>${n&&o`<div class="tools">${n}</div>`}</header>
  ${i}
</section>`,Y=({rows:e})=>o`<dl class="facts">
  ${e.filter(([,t])=>t!=null&&t!=="").map(([t,n])=>o`<div key=${t}><dt>${t}</dt><dd>${typeof n=="string"?o`<${$}>${n}<//>`:n}</dd>
      </div>`)}
</dl>`,Uo=/\d{4}-\d\d-\d\dT[\d:.]+Z/g;function pe({children:e}){let t=[e].flat().join("").replace(Uo,n=>R(n));return o`<${$}>${t.replace(/^[a-z]+(?=[ ,])/,n=>n.charAt(0).toUpperCase()+n.slice(1)).replace(/[^.!?]$/,"$&.")}<//>`}var Lt=({title:e,children:t,tone:n="",busy:i=!1})=>o`<div class=${`state ${n}`} role=${n==="bad"?"alert":"status"} aria-busy=${i}>
    <p class="state-title">${e}</p>${t}
  </div>`,xn=()=>o`<${Lt} title="Loading…" busy tone="loading" />`,Ut=({notes:e=[],title:t="Nothing matches."})=>o`<${Lt} title=${t}>
  ${e.map(n=>o`<p><${pe}>${n}<//></p>`)}
  ${e.length===0&&o`<p>The log holds nothing of this kind.</p>`}
<//>`,xi=({children:e})=>o`<${Lt} title="Your key may not see this.">
  <p>${e} Ask the operator of Gatelog for a key that has it.</p>
<//>`,Oe=({scope:e,children:t})=>ue(e)?t:o`<${xi}>It needs the scope <code>${e}</code>.<//>`;function Ae({error:e,retry:t}){return e.status===403?o`<${xi}><${pe}>${e.message}<//><//>`:o`<${Lt} tone="bad" title=${e.status===404?"Not found.":"That did not work."}>
    <p><${pe}>${e.message}<//></p>
    ${e.size!==void 0&&o`<p><progress max=${e.size} value=${e.checkpoint}
      aria-label="Progress of the view"></progress>
      ${e.checkpoint} of ${e.size} events</p>`}
    <p class="faint">${e.parameter&&o`Parameter <code>${e.parameter}</code>. `}
      ${e.requestId&&o`Request <code>${e.requestId}</code>.`}</p>
    ${t&&e.status!==404&&o`<button type="button" onClick=${t}>Try again</button>`}
  <//>`}function O({answer:e,children:t}){return e.error&&!e.loading?o`<${Ae} error=${e.error} retry=${e.reload} />`:e.data?o`<div class="answered" aria-busy=${e.loading}>${t(e.data)}</div>`:e.loading?o`<${xn} />`:null}var Sn=J(null),Do={user_id:"users",actor_id:"users",session_id:"sessions",organization_id:"organizations"};function kn(e,t,n){let i=h.value.params.getAll(e).filter(a=>a.replace(/^!/,"")!==t);F({[e]:[...i,n?`!${t}`:t]})}function X({name:e,value:t,title:n,page:i=Do[e],children:a}){return t==null||t===""?o`<${Re} />`:o`<button type="button" class="value" onClick=${r=>{if(r.stopPropagation(),r.altKey)return kn(e,t,!0);let l=r.currentTarget.getBoundingClientRect();Sn.value={name:e,value:t,label:n??t,page:i,x:l.left,y:l.bottom}}} aria-haspopup="menu"
    title=${`${t}
Click: filter, open or copy. Alt-click: leave out.`}>
    <${$}>${a??t}<//></button>`}function Si(){let e=ie(null),t=Sn.value;if(Q(()=>{!t||!e.current||(e.current.showPopover(),e.current.querySelector("button")?.focus())},[t]),!t)return null;let n=r=>()=>{e.current?.hidePopover(),r()},i=r=>{let l={ArrowDown:1,ArrowUp:-1}[r.key];if(!l)return;r.preventDefault();let c=[...r.currentTarget.querySelectorAll("button")],p=c.findIndex(d=>d===document.activeElement);c[(p+l+c.length)%c.length]?.focus()},a={left:`${Math.max(8,Math.min(t.x,innerWidth-268))}px`,top:`${Math.min(t.y+4,innerHeight-190)}px`},s=(r,l)=>o`<button type="button" role="menuitem" onClick=${n(l)}>${r}</button>`;return o`<div class="menu" popover="auto" role="menu" aria-label=${`${t.name} ${t.label}`} ref=${e}
    style=${a} onKeyDown=${i} onToggle=${r=>r.newState==="closed"&&(Sn.value=null)}>
    <p><span class="faint">${t.name}</span> <${$}>${t.label}<//></p>
    ${s("Only this",()=>kn(t.name,t.value,!1))}
    ${s("Leave this out",()=>kn(t.name,t.value,!0))}
    ${t.page&&s("Open its page",()=>{location.hash=k(t.page??"",t.value)})}
    ${s("Copy",()=>{navigator.clipboard?.writeText(t.value)})}
  </div>`}var ki=e=>`curl -sg -H "Authorization: Bearer $GATELOG_API_KEY" '${location.origin}${e.replace(/'/g,"%27")}'`;function wi(){let e=[...new Set(ke.value)];return e.length===0?null:o`<details class="requests"><summary>Show the requests of this page (${e.length})</summary>
    <p class="faint">The page shows nothing that these do not answer.</p>
    <ul>${e.map(t=>o`<li key=${t}><code><${$}>${ki(t)}<//></code> <${he}
      text=${ki(t)} /></li>`)}</ul>
  </details>`}var ze=180,Me=40,Dt=22,ve=8;function jo(e){let[t,n]=E(0);return Q(()=>{if(!e.current)return;let i=new ResizeObserver(([a])=>a&&n(a.contentRect.width));return i.observe(e.current),()=>i.disconnect()},[]),t}function qo(e){let t=10**Math.floor(Math.log10(Math.max(e,1)));return(t===1?[2,4,6,8,10]:[1,1.2,1.6,2,2.4,3,4,5,6,8,10]).map(i=>Math.round(i*t)).find(i=>i>=e)??e}function Fo(e,t){if(t==="month")return R(e,"month");let n=R(e,"clock");return t==="day"||n==="00:00"?R(e,"day").slice(5):n}var Ti=e=>e.reduce((t,n)=>t+(n??0),0),Oi=e=>e===null?"not covered":e.toLocaleString("en");function Le({label:e,series:t,bars:n,interval:i,onZoom:a}){let s=ie(null),r=jo(s),[l,c]=E(-1),[p,d]=E(null),m=qo(Math.max(...n.map(({values:S})=>Ti(S)),1)),f=Math.max(r-Me,1)/Math.max(n.length,1),u=S=>ve+(ze-ve-Dt)*(1-S/m),_=i==="hour"?"minute":i==="month"?"month":"day",b=S=>{let I=S.clientX-S.currentTarget.getBoundingClientRect().left-Me;return Math.max(0,Math.min(n.length-1,Math.floor(I/f)))},x=(S,I)=>{let[V,H]=[n[Math.min(S,I)],n[Math.max(S,I)]];V&&H&&a?.(V.start,H.end)},y=Math.max(1,Math.ceil(n.length/Math.max(2,Math.floor(r/110)))),v=n[l],[P,A]=p?[Math.min(...p),Math.max(...p)]:[0,-1];return o`<figure class="chart" ref=${s}>
    <figcaption>
      <span class="when">${v?R(v.start,_):e}${v&&!v.covered?", before the log: at least":""}</span>
      ${t.map((S,I)=>o`<span key=${S} class="key"><i class=${`s${I}`}></i>${S}
        <b>${v?Oi(v.values[I]??null):Ti(n.map(({values:V})=>V[I]??null)).toLocaleString("en")}</b></span>`)}
    </figcaption>
    <svg role="img" aria-label=${`${e}. The table below has the numbers.`} width=${r} height=${ze}
      class=${a?"zooms":""}
      onPointerMove=${S=>{c(b(S)),p&&d([p[0],b(S)])}}
      onPointerLeave=${()=>c(-1)}
      onPointerDown=${S=>{a&&(S.currentTarget.setPointerCapture(S.pointerId),d([b(S),b(S)]))}}
      onPointerCancel=${()=>d(null)}
      onPointerUp=${()=>{p&&x(...p),d(null)}}>
      ${[0,m/2,m].map(S=>o`<g key=${S}>
        <line class="grid" x1=${Me} x2=${r} y1=${u(S)} y2=${u(S)} />
        ${Number.isInteger(S)&&o`<text x=${Me-8} y=${u(S)+4} text-anchor="end">
          ${S.toLocaleString("en",{notation:"compact"})}</text>`}</g>`)}
      ${n.map((S,I)=>{let V=Me+I*f,H=0;return o`<g key=${S.start} class=${S.covered?"":"uncovered"}>
          ${!S.covered&&o`<rect class="gap" x=${V} y=${ve} width=${f} height=${ze-ve-Dt} />`}
          ${S.values.map((fe,Z)=>fe?(H+=fe,o`<rect key=${Z} class=${`s${Z}`} x=${V+f*.12} width=${f*.76} y=${u(H)}
              height=${Math.max(1,u(H-fe)-u(H))} />`):null)}
          ${I%y===0&&o`<text x=${V+f/2} y=${ze-6}
            text-anchor=${I===0&&f<36?"start":"middle"}>${Fo(S.start,_)}</text>`}
          ${I===l&&o`<rect class="hover" x=${V} y=${ve} width=${f}
            height=${ze-ve-Dt} />`}
        </g>`})}
      ${p&&o`<rect class="selection" x=${Me+P*f} width=${(A-P+1)*f} y=${ve}
        height=${ze-ve-Dt} />`}
    </svg>
    <${Bo} ...${{label:e,series:t,bars:n,to:_,zoom:a&&x}} />
  </figure>`}function Bo({label:e,series:t,bars:n,to:i,zoom:a}){let[s,r]=E(!1),l=n.some(({covered:c})=>!c);return o`<details class="numbers" onToggle=${c=>r(c.currentTarget.open)}>
    <summary>Numbers</summary>${s&&o`<div class="scroll" tabindex="0" role="region" aria-label=${e}><table>
      <thead><tr><th scope="col">Start, ${G()}</th>
        ${t.map(c=>o`<th scope="col" class="number">${c}</th>`)}</tr></thead>
      <tbody>${n.map((c,p)=>o`<tr key=${c.start}>
        <th scope="row">${a?o`<button type="button" class="value" title="Zoom to it" onClick=${()=>a(p,p)}>
            ${R(c.start,i)}</button>`:R(c.start,i)}</th>
        ${c.values.map(d=>o`<td class="number">
          ${d!==null&&!c.covered?"≥ ":""}${Oi(d)}</td>`)}
      </tr>`)}</tbody></table></div>`}
  </details>
  ${l&&o`<p class="faint">Shaded: before the log began. Of that time it holds only events that were
    delivered later.</p>`}`}var wn=["signed_in","sign_in_pending"],Ai=["signed_out","session_revoked"],Ue=["impersonation_started","agent_session_started"],rt=["user_banned","user_unbanned","user_locked","user_unlocked","user_deprovisioned","user_reprovisioned","user_deleted","mfa_enabled","mfa_disabled","mfa_changed","client_trust_bypassed","client_trust_restored","password_set","password_changed","password_removed","email_added","email_changed","email_removed","phone_added","phone_changed","phone_removed","passkey_added","passkey_removed","account_connected","account_disconnected","account_changed","member_role_changed","member_permissions_changed","role_changed"],Vo=new Set([...Ue,"user_banned","user_locked","user_deleted","user_deprovisioned","mfa_disabled","client_trust_bypassed","password_removed","session_revoked","organization_deleted"]),B=e=>{let t=e.replace(/_/g," ").replace(/\b(mfa|ip|id|sms|scim|saml|api)\b/g,n=>n.toUpperCase());return t.charAt(0).toUpperCase()+t.slice(1)},jt=e=>Vo.has(e)?"warn":wn.includes(e)?"good":"plain",Ei={object:"The event holds the whole object.",snapshot:"The event holds a copy of the object.",deletion:"The event reports the deletion.",mention:"The event names the object only."},Ii={timestamp:"the event",updated_at:"the last change of its object",created_at:"the creation of its object",event_id:"the id of the event",svix_timestamp:"the delivery",at:"Gatelog",day:"Gatelog: the day only"},Ci={session_user:"named by the session",session_actor:"named by the session as its actor",inviter:"the event names the inviter",invitee:"the event names who accepted",creator:"the event names the creator",request:"guessed from what sent the request",change:"guessed from what changed",system_event:"recorded by Gatelog",none:"no event says who"};var lt=[{name:"Sign-ins",values:wn},{name:"Sign-outs",values:Ai},{name:"Security and impersonation",values:[...rt,...Ue]},{name:"Other",values:null}];function Tn({counts:e,other:t,covered:n},{values:i},a){if(!e)return null;let s=new Set(a.flatMap(c=>c.values??[])),l=(i??Object.keys(e).filter(c=>!s.has(c))).reduce((c,p)=>c+(e[p]??0),i?0:t??0);return l===0&&!n?null:l}var De=(e,t)=>e.map(n=>({...n,values:t.map(i=>Tn(n,i,t))}));function qt(e){let{since:t,until:n,interval:i}=Pe(e);return{since:t,until:n,interval:i,time_zone:G()}}var Ni=5;function Pi(e,t){let n=t.filter(i=>e.has(i)&&!["source","instance_id"].includes(i));for(let i of["action","country","browser"]){let a=e.getAll(i);if(n.length!==1||n[0]!==i||a.some(l=>l.startsWith("!")))continue;let s=a.slice(0,Ni).map(l=>({name:i==="action"?B(l):l,values:[l]})),r=a.slice(Ni);return{by:i,ignored:[],groups:r.length>0?[...s,{name:"further values",values:r}]:s}}return{by:"action",groups:lt,ignored:n}}function Ho({filter:e,value:t}){let n=h.value.params.getAll(e.name),i=e.several&&t.startsWith("!"),a=i?t.slice(1):t,s=r=>M({[e.name]:n.flatMap(l=>l===t?r??[]:l)});return o`<li class=${i?"chip excluded":"chip"}>
    <span>${e.label} ${i?"is not":"is"}</span>
    <b><${$}>${e.kind==="time"?R(a,"minute"):a}<//></b>
    ${e.several&&o`<a href=${s(i?a:`!${a}`)} title="Turn around"
      aria-label=${`${e.label} ${a}: ${i?"show only":"leave out"}`}>${i?"=":"≠"}</a>`}
    <a href=${s(null)} aria-label=${`Remove ${e.label} ${a}`} title="Remove">×</a>
  </li>`}function Wo({filters:e}){let[t,n]=E(e[0]?.name??""),i=e.find(l=>l.name===t)??e[0];if(!i)return null;let a=l=>{l.preventDefault();let c=new FormData(l.currentTarget),p=String(c.get("value")??"").trim(),d=i.kind==="time"?ae(p):p;if(!d)return;let m=i.several?h.value.params.getAll(t).filter(f=>f!==d):[];F({[t]:[...m,c.get("not")==="1"?`!${d}`:d]}),l.currentTarget.reset()},{kind:s}=i,r=`values-of-${t}`;return o`<form class="add" onSubmit=${a} aria-label="Add a filter">
    <select aria-label="Filter" value=${t}
      onChange=${l=>n(l.currentTarget.value)}>
      ${e.map(l=>o`<option key=${l.name} value=${l.name}>${l.label}</option>`)}
    </select>
    ${i.several&&o`<select name="not" aria-label="Relation">
      <option value="">is</option><option value="1">is not</option></select>`}
    ${typeof s=="string"?o`<input key=${t} name="value" aria-label="Value" type=${s==="time"?"datetime-local":"text"}
          required autocomplete="off" placeholder=${s==="time"?"":"value"} />`:s.length>12?o`<input key=${t} name="value" aria-label="Value" list=${r} required autocomplete="off"
          placeholder="value" />
            <datalist id=${r}>${s.map(l=>o`<option value=${l} />`)}</datalist>`:o`<select key=${t} name="value" aria-label="Value">${s.map(l=>o`<option>${l}</option>`)}
          </select>`}
    <button type="submit">Add</button>
  </form>`}function Go({name:e,label:t}){return o`<form class="search" role="search" onSubmit=${i=>{i.preventDefault(),F({[e]:String(new FormData(i.currentTarget).get("text")??"").trim()})}}>
    <input type="search" name="text" key=${h.value.params.get(e)}
      defaultValue=${h.value.params.get(e)??""} aria-label=${t}
      placeholder=${t} autocomplete="off" />
    <button type="submit">Search</button>
  </form>`}function je({filters:e,search:t}){let{params:n}=h.value,i=e.flatMap(s=>n.getAll(s.name).map(r=>({filter:s,value:r}))),a=Object.fromEntries(e.map(({name:s})=>[s,null]));return o`<div class="filters">
    ${t&&o`<${Go} name="q" label=${t} />`}
    <${Wo} filters=${e.filter(({name:s})=>s!=="q")} />
    ${i.length>0&&o`<ul class="chips" aria-label="Filters that are set">
      ${i.map(({filter:s,value:r})=>o`<${Ho} key=${s.name+r} filter=${s} value=${r} />`)}
      ${i.length>1&&o`<li><a href=${M(a)}>Remove all</a></li>`}
    </ul>`}
  </div>`}var On=({value:e})=>o`<div class="segments">${Object.entries(Mt).map(([t,[n]])=>o`<a key=${t} class=${e===t?"on":""} aria-current=${e===t}
    href=${M({last:t,since:null,until:null})}>${n}</a>`)}</div>`;function Ft(){let{since:e,until:t,last:n}=Pe(h.value),i=a=>o`<label>${a==="since"?"From":"Until"}
    <input type="datetime-local" value=${de({since:e,until:t??null}[a])}
      onChange=${s=>F({since:e,until:t,[a]:ae(s.currentTarget.value),last:null})} /></label>`;return o`<div class="range" role="group" aria-label=${`Range of time, ${G()}`}>
    <${On} value=${n} />
    ${i("since")} ${i("until")}
  </div>`}var Ko=50,Yo=20,Ri=new Map;function zi(e,t){let n=t.filter(({hidden:a})=>!a).map(({name:a})=>a).join(","),i=Ri.get(e)??zt(`columns${e}`,n);return Ri.set(e,i),i}function Zo({path:e,columns:t}){let n=zi(e,t),i=new Set(n.value.split(",")),a=s=>{i.delete(s)||i.add(s),n.value=t.map(r=>r.name).filter(r=>i.has(r)).join(",")};return o`<details class="drop"><summary>Columns</summary><div>
    ${t.map(({name:s,label:r})=>o`<label key=${s}><input type="checkbox" checked=${i.has(s)}
      onChange=${()=>a(s)} /> ${r}</label>`)}
  </div></details>`}var Bt=({path:e,query:t})=>o`<span class="export">Export exactly this:
  ${["csv","ndjson"].map(n=>o` <a key=${n} download href=${ee(e,{...t,format:n})}>
    ${n.toUpperCase()}</a>`)}
</span>`;function qe({columns:e,path:t,rows:n,id:i,caption:a,mark:s}){let r=new Set(zi(t,e).value.split(",")),l=e.filter(({name:c})=>r.has(c));return o`<div class="scroll" tabindex="0" role="region" aria-label=${a}><table class="rows">
    <caption class="hidden">${a}</caption>
    <thead><tr>${l.map(({name:c,label:p})=>o`<th key=${c} scope="col" class=${`c-${c}`}>${p}</th>`)}</tr>
      </thead>
    <tbody>${n.map(c=>o`<tr key=${i(c)} class=${s?.(c)??""}>
      ${l.map(({name:p,label:d,cell:m,wide:f,lead:u})=>o`<td key=${p} data-label=${d}
        class=${`c-${p} ${f?"wide":u?"lead":""}`}><div>${m(c)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>`}function te(e){let{path:t,query:n,columns:i,id:a,caption:s,mark:r,tools:l,limit:c}=e,{before:p=[],revised:d=[],part:m="",paged:f=!0}=e,{params:u}=h.value,[_,b]=[`${m}after`,`${m}before`],x={after:u.get(_),before:u.get(b)},[y,v]=E(void 0),P={limit:c??(m?Yo:Ko),...x,count:y},A=we(ee(t,f?{...n,...P}:n));return o`<div class="list">
    <div class="bar">${l?.(A)}
      <span class="spring"></span>
      ${A.data?.page?.count!==void 0?o`<span class="count">
        ${A.data.page.count.toLocaleString("en")} rows</span>`:f&&o`<button type="button" onClick=${()=>v("exact")}>Count</button>`}
      <${Bt} path=${t} query=${n} /><${Zo} path=${t} columns=${i} />
    </div>
    <${O} answer=${A}>${({data:S,page:I,notes:V})=>{let H=new Set(S.map(a)),fe=new Map(d.map(q=>[a(q),q])),Z=[...p.filter(q=>!H.has(a(q))),...S].map(q=>fe.get(a(q))??q);return o`
        ${Z.length===0&&!I?.incomplete?o`<${Ut} notes=${V} />`:o`
          ${V?.map(q=>o`<p class="note" key=${q}><${pe}>${q}<//></p>`)}
          <${qe} columns=${i} path=${t} rows=${Z} id=${a} caption=${s} mark=${r} />`}
        ${I?.has_more&&o`<p class="printed">The list goes on: this is one page of it.</p>`}
        ${I&&o`<nav class="pages" aria-label="Pages">
          ${I.prev&&(x.after||x.before)&&o`<a rel="prev" href=${M({[b]:I.prev,[_]:null})}>← Previous</a>`}
          ${I.next&&(I.has_more||x.before)&&o`<a rel="next" href=${M({[_]:I.next,[b]:null})}>
            ${I.incomplete?"Search on →":"Next →"}</a>`}
        </nav>`}`}}<//>
  </div>`}var se=e=>e?o`<${$}>${e}<//>`:o`<${Re} />`,Fe=(e,t,n)=>t?o`<a href=${k(n,t)} title=${t}><${$}>${e}<//></a>`:se(e),ct=e=>[e.city,e.country].filter(Boolean).join(", "),ut=e=>[e.browser,e.device_type??(e.is_mobile?"mobile":null)].filter(Boolean).join(" · "),Be=e=>e.ended_at?o`<${g} at=${e.ended_at} to="minute" /> <span class="faint more"><${$}>
    ${B(e.end_reason??"ended").toLowerCase()}<//>${e.inferred?", inferred":""}</span>`:o`<span class="faint">open</span>`;function Jo({impersonated:e,impersonator_id:t}){if(!e)return o`<span class="faint none">the user</span>`;let n=t&&o`<span class="more">by <a class="short" href=${k("users",t)} title=${t}><${$}>${t}<//>
    </a></span>`;return o`<${C} tone="warn">Impersonated<//> ${n}`}var An=e=>[e.first_name,e.last_name].filter(Boolean).join(" ")||e.username||e.primary_email||e.user_id,En=e=>o`
  ${e.deleted_at&&o`<${C} tone="warn">Deleted<//>`} ${e.banned&&o`<${C} tone="warn">Banned<//>`}
  ${e.locked&&o`<${C} tone="warn">Locked<//>`} ${e.deprovisioned&&o`<${C} tone="warn">Deprovisioned<//>`}`;function Xo(e){return h.value.page==="activity"&&!h.value.id?M({row:e.svix_id}):k("activity",e.svix_id,{source:e.source==="system"?"system":null})}var Mi=[{name:"occurred_at",label:"Time",cell:e=>o`<${g} at=${e.occurred_at} />`},{name:"action",label:"Action",cell:e=>e.actions.map(t=>o`<span class=${`badge ${jt(t)}`} key=${t}>
      <${X} name="action" value=${t}>${B(t)}<//></span>`)},{name:"summary",label:"What happened",wide:!0,cell:e=>o`<a class="row-link" href=${Xo(e)} data-row=${e.svix_id}
      title=${[e.user_id,e.session_id,e.svix_id].filter(Boolean).join(`
`)}><${$}>${e.summary}<//></a>`},{name:"user_id",label:"User",hidden:!0,cell:e=>o`<${X} name="user_id" value=${e.user_id} />`},{name:"actor_id",label:"Actor",cell:e=>o`<${X} name="actor_id" value=${e.actor.id} title=${e.actor.name??void 0}>
      ${e.actor.name??e.actor.id}<//>`},{name:"organization_id",label:"Organization",hidden:!0,cell:e=>o`<${X} name="organization_id" value=${e.organization_id} />`},{name:"session_id",label:"Session",hidden:!0,cell:e=>o`<${X} name="session_id" value=${e.session_id} />`},{name:"ip",label:"Address",cell:e=>o`<${X} name="ip" value=${e.ip} />`},{name:"country",label:"Country",cell:e=>o`<${X} name="country" value=${e.country} />`},{name:"city",label:"City",hidden:!0,cell:e=>o`<${X} name="city" value=${e.city} />`},{name:"browser",label:"Browser",cell:e=>o`<${X} name="browser" value=${e.browser} />`},{name:"type",label:"Type",hidden:!0,cell:e=>o`<${X} name="type" value=${e.type} />`},{name:"received_at",label:"Received",hidden:!0,cell:e=>o`<${g} at=${e.received_at} />`},{name:"position",label:"Position",hidden:!0,cell:e=>e.position}],Li=[{name:"started_at",label:"Started",cell:e=>o`<a href=${k("sessions",e.session_id)}><${g} at=${e.started_at} to="minute" /></a>`},{name:"user",label:"User",lead:!0,cell:e=>Fe(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"impersonated",label:"Acted by",cell:Jo},{name:"status",label:"Status",cell:e=>o`<${X} name="status" value=${e.status}>${B(e.status)}<//>`},{name:"ended_at",label:"Ended",cell:Be},{name:"duration",label:"Duration",cell:e=>se(e.duration_ms==null?null:st(e.duration_ms))},{name:"ip",label:"Address",cell:e=>se(e.ip)},{name:"country",label:"Place",cell:e=>o`<${X} name="country" value=${e.country}>${ct(e)}<//>`},{name:"browser",label:"Device",cell:e=>o`<${X} name="browser" value=${e.browser}>${ut(e)}<//>`},{name:"last_active_at",label:"Last active",hidden:!0,cell:e=>o`<${g} at=${e.last_active_at} to="minute" />`},{name:"session_id",label:"Id",hidden:!0,cell:e=>o`<${D} id=${e.session_id} page="sessions" />`}],Ui=[{name:"name",label:"Name",lead:!0,cell:e=>o`${Fe(An(e),e.user_id,"users")} ${En(e)}`},{name:"email",label:"E-mail",cell:e=>o`${se(e.primary_email)}
      ${e.matched?.filter(({current:t})=>!t).map(({value:t})=>o`<span class="faint">formerly <${$}>
        ${t}<//></span>`)}`},{name:"last_sign_in_at",label:"Last sign-in",cell:e=>o`<${g} at=${e.last_sign_in_at} to="minute" />`},{name:"sign_ins",label:"Sign-ins",cell:e=>e.sign_ins},{name:"mfa",label:"Second factor",cell:e=>({true:"yes",false:"no"})[String(e.two_factor_enabled)]??"unknown"},{name:"created_at",label:"Created",cell:e=>o`<${g} at=${e.created_at} to="day" />`},{name:"user_id",label:"Id",hidden:!0,cell:e=>o`<${D} id=${e.user_id} page="users" />`}],Di=[{name:"name",label:"Name",lead:!0,cell:e=>[Fe(e.name??e.organization_id,e.organization_id,"organizations"),e.deleted_at&&o` <${C} tone="warn">Deleted<//>`]},{name:"slug",label:"Slug",cell:e=>se(e.slug)},{name:"created_at",label:"Created",cell:e=>o`<${g} at=${e.created_at} to="minute" />`},{name:"created_by",label:"Created by",cell:e=>o`<${D} id=${e.created_by} page="users" />`},{name:"organization_id",label:"Id",hidden:!0,cell:e=>o`<${D} id=${e.organization_id} page="organizations" />`}],ji=[{name:"user",label:"Member",lead:!0,cell:e=>Fe(e.user_name??e.user_email??e.user_id??"",e.user_id,"users")},{name:"email",label:"E-mail",cell:e=>se(e.user_email)},{name:"organization",label:"Organization",hidden:!0,cell:e=>Fe(e.organization_name??"",e.organization_id,"organizations")},{name:"role",label:"Role",cell:e=>se(e.roles?.join(", ")||e.role_name||e.role)},{name:"started_at",label:"Since",cell:e=>o`<${g} at=${e.started_at} to="minute" />`},{name:"ended_at",label:"Until",cell:Be}],qi=[{name:"email",label:"Invited",lead:!0,cell:e=>se(e.email)},{name:"status",label:"Status",cell:e=>o`${B(e.status)}${e.inferred?", inferred":""}`},{name:"role",label:"Role",cell:e=>se(e.role_name??e.role)},{name:"inviter",label:"By",cell:e=>Fe(e.inviter_name??e.inviter_email??e.inviter_id??"",e.inviter_id,"users")},{name:"started_at",label:"Sent",cell:e=>o`<${g} at=${e.started_at} to="minute" />`},{name:"settled_at",label:"Settled",cell:e=>o`<${g} at=${e.settled_at} to="minute" />`}],Fi=[{name:"name",label:"Name",lead:!0,cell:e=>o`<${$}>${e.name}<//>`},{name:"owner",label:"Owner",cell:e=>se(e.owner)},{name:"status",label:"Status",cell:e=>o`<${C} tone=${e.status==="valid"?"good":"warn"}>${B(e.status)}<//>`},{name:"scopes",label:"Scopes",cell:e=>e.scopes.join(", ")},{name:"sources",label:"Sources",cell:e=>e.sources?.join(", ")??"all"},{name:"last_used_on",label:"Last used",cell:e=>o`<${g} at=${e.last_used_on} to="day" />`},{name:"expires_at",label:"Expires",cell:e=>e.expires_at?o`<${g} at=${e.expires_at} to="minute" />`:"never"},{name:"key_id",label:"Id",cell:e=>o`<${D} id=${e.key_id} />`}];var dt=["true","false"],pt=(e,t)=>t,Qo=["signed_in","signed_out","sign_in_pending","session_revoked","impersonation_started","impersonation_ended","agent_session_started","agent_session_ended","user_created","user_deleted","user_banned","user_unbanned","user_locked","user_unlocked","email_added","email_changed","email_removed","email_verified","phone_changed","password_set","password_changed","password_removed","mfa_enabled","mfa_disabled","passkey_added","passkey_removed","account_connected","account_disconnected","profile_changed","metadata_changed","organization_created","organization_deleted","member_added","member_removed","member_role_changed","invitation_sent","invitation_accepted","invitation_revoked"],Bi=[{name:"country",label:"Country",kind:"text",several:!0},{name:"city",label:"City",kind:"text",several:!0},{name:"browser",label:"Browser",kind:"text",several:!0}],ea=pt("/v1/activity",[{name:"action",label:"Action",kind:Qo,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"actor_id",label:"Actor",kind:"text",several:!0},{name:"involves",label:"Involves user",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"member_of",label:"Member of",kind:"text"},{name:"session_id",label:"Session",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},...Bi,{name:"new",label:"New to the user",kind:["country","browser","device","network"]},{name:"type",label:"Type",kind:"text",several:!0},{name:"received_since",label:"Received since",kind:"time"},{name:"received_until",label:"Received until",kind:"time"},{name:"source",label:"Source",kind:"text"},{name:"instance_id",label:"Instance",kind:"text"}]),ta=["active","pending","ended","removed","revoked","replaced","expired","abandoned","user_deleted","unknown"],W={"/v1/activity":{title:"Activity",columns:Mi,id:e=>`${e.source}/${e.svix_id}`,filters:ea,search:"People and organizations, by name or id"},"/v1/sessions":{title:"Sessions",columns:Li,id:e=>`${e.source}/${e.session_id}`,search:"People and organizations, by name or id",filters:pt("/v1/sessions",[{name:"active_at",label:"Signed in at",kind:"time"},{name:"since",label:"Since",kind:"time"},{name:"until",label:"Until",kind:"time"},{name:"impersonated",label:"Impersonated",kind:dt},{name:"agent",label:"Agent",kind:dt},{name:"status",label:"Status",kind:ta,several:!0},{name:"user_id",label:"User",kind:"text",several:!0},{name:"impersonator_id",label:"Impersonator",kind:"text",several:!0},{name:"organization_id",label:"Organization",kind:"text",several:!0},{name:"ip",label:"Address",kind:"text",several:!0},...Bi])},"/v1/users":{title:"Users",columns:Ui,id:e=>`${e.source}/${e.user_id}`,search:"Names and addresses, also former ones",filters:pt("/v1/users",[{name:"email",label:"E-mail",kind:"text"},{name:"phone",label:"Phone",kind:"text"},{name:"username",label:"User name",kind:"text"},{name:"external_id",label:"External id",kind:"text"},{name:"mfa",label:"Second factor",kind:dt},{name:"banned",label:"Banned",kind:dt},{name:"never_signed_in",label:"Never signed in",kind:dt},{name:"last_sign_in_before",label:"Last sign-in before",kind:"time"}])},"/v1/organizations":{title:"Organizations",columns:Di,id:e=>`${e.source}/${e.organization_id}`,search:"Names, slugs and ids, also former ones",filters:pt("/v1/organizations",[{name:"created_by",label:"Created by",kind:"text"},{name:"slug",label:"Slug",kind:"text"}])},"/v1/memberships":{title:"Memberships",columns:ji,id:e=>`${e.source}/${e.membership_id}`,filters:pt("/v1/memberships",[{name:"role",label:"Role",kind:"text",several:!0},{name:"active_at",label:"At",kind:"time"}])},"/v1/invitations":{title:"Invitations",columns:qi,id:e=>`${e.source}/${e.invitation_id}`,filters:[]},"/v1/keys":{title:"Keys",columns:Fi,id:e=>e.key_id,filters:[],paged:!1}},In=e=>W[e];var na=500,ia=["until","since","received_since","received_until"];function Vi(e,t){let[n,i]=E([]),[a,s]=E([]),[r,l]=E(""),c=ie(""),p=ee("/v1/activity/stream",Object.fromEntries(Object.entries(e).filter(([d])=>!ia.includes(d))));return Q(()=>{c.current="",i([]),s([])},[p]),Q(()=>{if(!t)return l("");let d=c.current&&`${p.includes("?")?"&":"?"}after=${encodeURIComponent(c.current)}`,m=new EventSource(p+d);l("connecting");let f=u=>{if(u.lastEventId&&(c.current=u.lastEventId),l("live"),u.type==="heartbeat")return;let _=JSON.parse(u.data);(u.type==="revision"?s:i)(x=>[_,...x.filter(({svix_id:y})=>y!==_.svix_id)].slice(0,na))};for(let u of["message","revision","heartbeat"])m.addEventListener(u,f);return m.addEventListener("closed",u=>l(JSON.parse(u.data).detail)),m.addEventListener("error",()=>{if(m.readyState!==EventSource.CLOSED)return l("connecting");l("The stream was refused. Remove a filter, or pause and start it again."),ot()}),()=>m.close()},[p,t]),{rows:n,revised:a,state:r}}var Cn=()=>{let e=h.value.params.get("position");return e&&/^\d+$/.test(e)?Number(e):null};function Vt(e){let t=Cn();return t===null?"":e.position>t?"late":e.revision>t?"revised":""}function Ve({position:e,times:t}){let n={...t,position:Number.isNaN(e)?null:e,row:h.value.params.get("row")};return o`<${he} label="Copy permalink" text=${location.origin+location.pathname+M(n)} />`}var Hi=20;function Ht({query:e}){let t=Cn(),n=w("/v1/activity",t===null?null:{...e,order_by:"position",order:"desc",limit:Hi});if(t===null||!n.data)return null;let i=n.data.data.filter(s=>s.position>t),a=n.data.data.filter(s=>Vt(s)==="revised");return i.length+a.length===0?o`<p class="note" role="status">This link was made at position ${t}. Nothing was recorded since
      that belongs here.</p>`:o`<div class="note" role="status">
    <p><b>This link was made at position ${t}.</b> What belongs here and was recorded since: ${i.length}
      ${i.length===Hi&&" or more"}. What a late event revised: ${a.length}.</p>
    <ul>${[...i,...a].slice(0,5).map(s=>o`<li key=${s.svix_id}><${g} at=${s.occurred_at} />
      <a href=${k("activity",s.svix_id)}><${$}>${s.summary}<//></a></li>`)}</ul>
  </div>`}function Wi({row:e}){return Vt(e)!=="revised"?null:o`<p class="note" role="status">
    <b>This row was revised since the link was made</b> (position ${Cn()}): an event that
    happened just before it arrived late, at position ${e.revision}. Its actions and changes are compared with
    that event now.</p>`}var oa=/^\d{4}-\d\d-\d\dT[\d:.]+Z$/;function ft({value:e}){return e==null?o`<span class="faint">none</span>`:typeof e=="string"&&oa.test(e)?o`<${g} at=${e} />`:Array.isArray(e)?e.length===0?o`<span class="faint">empty</span>`:e.map(t=>o`<div><${ft} value=${t} /></div>`):typeof e=="object"?o`<dl class="object">${Object.entries(e).map(([t,n])=>o`<div key=${t}><dt>${t}</dt><dd><${ft} value=${n} /></dd></div>`)}</dl>`:o`<${$}>${e}<//>`}function Gi(e,t){return[e,t].every(i=>i&&typeof i=="object"&&!Array.isArray(i))?Object.fromEntries(Object.entries(e).filter(([i,a])=>JSON.stringify(a)!==JSON.stringify(t[i]))):e}function aa({first_seen:e,no_longer_reported:t,reported_again:n}){return e?o`<${C} title="The previous version did not contain the field">not known before<//>`:t?o`<${C} title="The value is unknown from then on">no longer reported<//>`:n?o`<${C} title="The same value as was last reported">reported again<//>`:null}function mt({changes:e,before:t="Before",after:n="After"}){return o`<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="rows changes">
    <thead><tr><th scope="col">Field</th><th scope="col">${t}</th><th scope="col">${n}</th></tr></thead>
    <tbody>${e.map((i,a)=>o`<tr key=${a}>
      <th scope="row"><${$}>${i.field.replace(/_/g," ")}<//> ${aa(i)}</th>
      ${i.keys?o`<td colspan="2" data-label="Keys, without their values"><div>
        <${ft} value=${i.keys} /></div></td>`:o`
        <td class="before" data-label=${t}><div><${ft} value=${Gi(i.from,i.to)} /></div></td>
        <td class="after" data-label=${n}><div><${ft} value=${Gi(i.to,i.from)} /></div></td>`}
    </tr>`)}</tbody>
  </table></div>`}var Ki=({id:e})=>o`<div class="card">
  <${Nn} id=${e} source=${h.value.params.get("source")} /></div>`;function Nn({id:e,source:t}){let n={source:t??void 0},i=w("/v1/activity/{svix_id}",n,{svix_id:e});return o`<${O} answer=${i}>${a=>o`
    <h2 class="sentence"><${$}>${a.summary}<//></h2>
    <p>${a.actions.map(s=>o`<${C} key=${s} tone=${jt(s)}><${$}>
      ${B(s)}<//><//> `)}
      <${g} at=${a.occurred_at} /> <${Ve} position=${i.position} times=${{}} /></p>
    <${Wi} row=${a} />
    <${la} row=${a} />
    ${a.changes.length>0&&o`<h3>What changed</h3><${mt} changes=${a.changes} />`}
    ${a.baseline&&o`<p
      class="faint">The first event that is known about its object: there is nothing to compare it with.</p>`}
    <h3>Who</h3>
    <${Y} rows=${[["Actor",o`${B(a.actor.kind)} ${a.actor.name&&o`<b><${$}>${a.actor.name}<//></b>`} ${a.actor.id&&o`<${D} id=${a.actor.id} page=${a.actor.id.startsWith("user_")?"users":void 0} />`}`],["How sure",o`${a.actor.inferred?o`<${C} tone="warn">Inferred<//>`:o`<${C} tone="good">Reported<//>`} ${Ci[a.actor.basis]}`],["User",a.user_id&&o`<${D} id=${a.user_id} page="users" />`],["Session",a.session_id&&o`<${D} id=${a.session_id} page="sessions" />`],["Organization",a.organization_id&&o`<${D} id=${a.organization_id} page="organizations" />`]]} />
    <h3>Request</h3>
    <${Y} rows=${[["Address",a.ip&&o`<${$}>${a.ip}<//> <${he} text=${a.ip} quiet />`],["All addresses",a.ips.length>1?a.ips.join(", "):null],["Place",[a.city,a.country].filter(Boolean).join(", ")],["Browser",a.browser],["User agent",a.user_agent],["New to the user",Object.entries(a.new_to_user??{}).filter(([,s])=>s).map(([s])=>s).join(", ")]]} />
    <h3>In the log</h3>
    <${Y} rows=${[["Position",String(a.position)],["svix-id",o`<${D} id=${a.svix_id} />`],["Type",a.type],["Source",a.source],["Instance",a.instance_id],["Received",o`<${g} at=${a.received_at} />`],["Time is from",Ii[a.occurred_basis]],["Revised at position",a.revision>a.position?String(a.revision):null]]} />
    <${Oe} scope="events:read"><${sa} id=${a.svix_id} query=${n} /><//>`}<//>`}function sa({id:e,query:t}){let[n,i]=E(!1),a={svix_id:e},s=w("/v1/events/{svix_id}",{...t,payload:n?"full":void 0},a);return o`<${O} answer=${s}>${r=>o`
    <${Y} rows=${[["Came by",r.via],["Commitment",o`<code class="id"><${$}>${r.commitment}<//></code> <${he} text=${r.commitment}
        quiet />`],["Verified by secret",r.secret_id],["Size",`${r.body_bytes.toLocaleString("en")} bytes`]]} />
    <h3>Payload</h3>
    <p class="faint">${r.payload_redacted&&"Reduced to fields without secrets. "}
      ${ue("events:body")?o`
        ${r.payload_redacted&&o`<button type="button" onClick=${()=>i(!0)}>Show all of it</button> `}
        <a download href=${ee("/v1/events/{svix_id}/payload",t,a)}>Download as it was sent</a>`:r.payload_redacted&&o`The rest needs the scope <code>events:body</code>.`}</p>
    ${r.payload===null||r.payload===void 0?o`<p class="faint">Nothing of it may be shown, or it is not JSON.</p>`:o`<${ra} value=${r.payload} />`}`}<//>`}var ra=({value:e})=>o`<pre class="payload" tabindex="0" role="region" aria-label="Payload">
  ${JSON.stringify(e,null,2).split(`
`).map(t=>o`<${$}>${t}<//>${`
`}`)}</pre>`;function la({row:e}){let t=e.user_id?{user_id:[e.user_id],limit:2}:null,n=w("/v1/activity",t&&{...t,until:e.occurred_at}),i=w("/v1/activity",t&&{...t,since:e.occurred_at,order:"asc"}),a=n.data?.data[0],s=i.data?.data.find(({svix_id:c})=>c!==e.svix_id),r=h.value.page==="activity"&&!h.value.id,l=(c,p)=>c&&o`<a title=${c.summary}
    href=${r?M({row:c.svix_id}):k("activity",c.svix_id)}>${p}</a>`;return!a&&!s?null:o`<nav class="neighbours" aria-label="Events of this user">
    ${l(a,"← Previous of this user")} ${l(s,"Next of this user →")}</nav>`}var{columns:ca,filters:Zi,id:ua,search:da,title:pa}=W["/v1/activity"],Yi=[...Zi.map(({name:e})=>e),"q"];function Ji(){let{params:e}=h.value,t=e.get("row"),n=qt(h.value),i={...Te(Yi),since:n.since,until:n.until},{by:a,groups:s,ignored:r}=Pi(e,Yi),l=r.length===0?"Drag to zoom":`All activity of this time: the chart does not count by ${r.join(", ")}`,c=w("/v1/stats/activity",{...Te(["source","instance_id"]),by:a,...n}),p=Vi(i,e.get("live")==="1"&&!n.until),d=!e.has("after")&&!e.has("before"),m=(_,b)=>F({since:_,until:b,last:null}),f=_=>_.svix_id===t?"selected":Vt(_),u=({position:_})=>{let b={since:n.since,until:n.until??new Date().toISOString(),last:null,live:null};return o`<${fa} state=${p.state} ended=${!!n.until} rows=${p.rows} />
      <${Ve} position=${_} times=${b} />`};return o`<h1>${pa}</h1>
    <${Ft} /><${je} filters=${Zi} search=${da} />
    <${Ht} query=${i} />
    <${N} title="How much happened" tools=${o`<span class="faint">${l}</span>`}>
      <${O} answer=${c}>${({data:_})=>o`
        <${Le} label=${`Per ${n.interval}`} interval=${n.interval}
          series=${s.map(({name:b})=>b)} bars=${De(_,s)} onZoom=${m} />`}<//>
    <//>
    <div class=${t?"beside":""}>
      <${N} title="What happened">
        <${te} path="/v1/activity" query=${i} columns=${ca} id=${ua} caption="Activity, newest first"
          before=${d?p.rows:[]} revised=${p.revised} mark=${f} tools=${u} />
      <//>
      ${t&&o`<${ma} key=${t} id=${t} />`}
    </div>`}function fa({state:e,ended:t,rows:n}){if(t)return o`<span class="faint">Live without an end of time only</span>`;let i=h.value.params.get("live")==="1";return o`<button type="button" onClick=${()=>F({live:i?null:"1",after:null,before:null})}>
      ${i?"Pause":"Live"}</button>
    ${i&&o`<span class=${e==="live"?"live on":"live"}>
      ${e==="live"?`live, ${n.length} new`:e}</span>`}
    <span class="hidden" aria-live="polite">${i&&n[0]?o`<${$}>${n[0].summary}<//>`:""}</span>`}function ma({id:e}){let t=ie(null);return Q(()=>(t.current?.focus(),()=>document.querySelector(`[data-row="${CSS.escape(e)}"]`)?.focus()),[]),o`<aside class="panel card" aria-label="The event" tabindex="-1" ref=${t}
    onKeyDown=${n=>n.key==="Escape"&&F({row:null})}>
    <a class="close" href=${M({row:null})} aria-label="Close the event">×</a>
    <${Nn} id=${e} source=${h.value.params.get("source")} />
  </aside>`}function Wt({path:e}){let t=W[e],n=Te([...t.filters.map(({name:i})=>i),...t.search?["q"]:[]]);return o`<h1>${t.title}</h1>
    <${je} filters=${t.filters} search=${t.search} />
    <div class="card"><${te} path=${e} query=${n} columns=${t.columns} id=${t.id}
      caption=${t.title} /></div>`}var Gt=W["/v1/activity"],Xi=6e4,K=()=>h.value.params.get("as_of")??void 0;function Kt(){let e=K();return e&&new Date(Date.parse(e)+1).toISOString()}function He({position:e,query:t,from:n}){let i=K(),a=h.value.opened.getTime();return o`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${de(i??null)} max=${de(new Date().toISOString())}
      onChange=${s=>F({as_of:ae(s.currentTarget.value)})} /></label>
    ${n&&o`<input type="range" aria-label="Instant, from the beginning until now"
      min=${Date.parse(n)} max=${a} step=${Xi}
      value=${i?Date.parse(i):a} aria-valuetext=${i?R(i,"minute"):"now"}
      onChange=${s=>{let r=Number(s.currentTarget.value);F({as_of:a-r<2*Xi?null:new Date(r).toISOString()})}} />`}
    ${i?o`<b>The page shows what was true at ${R(i)}, ${G()}.</b>
        <a href=${M({as_of:null})}>Now</a>`:o`<span class="faint">now</span>`}
    <${Ve} position=${e} times=${{as_of:i??new Date().toISOString()}} />
  </div>
  <${Ht} query=${{...t,until:Kt()}} />`}var We=({id:e,answer:t,filter:n})=>o`<h1><${$}>${e}<//></h1>
  <div class="card"><${O} answer=${t}>${()=>null}<//>
    <p class="center"><a href=${k("activity",null,{[n]:e,last:"1y"})}>Activity that names it</a></p></div>`;function Ge({query:e,title:t="Activity"}){let n=Gt.filters.map(({name:i})=>i).filter(i=>!(i in e));return o`<${N} title=${t} id="activity">
    <${je} filters=${Gt.filters.filter(({name:i})=>n.includes(i))} />
    <${te} path="/v1/activity" part="activity_" query=${{...e,...Te(n),until:Kt()}}
      columns=${Gt.columns} id=${Gt.id} caption=${`${t}, newest first`} />
  <//>`}var _a=8;function Ke({path:e,id:t}){let{params:n}=h.value,[i,a]=["versions_after","versions_before"].map(p=>n.get(p)??void 0),s=K(),r=`${e}/history`,c=w(r,{limit:s?1e3:20,after:i,before:a},{user_id:t,session_id:t,organization_id:t});return o`<${N} title="Versions" id="versions">
    <${ha} path=${e} id=${t} />
    <${O} answer=${c}>${({data:p,page:d})=>o`
      <ol class="versions">
        ${p.filter(({occurred_at:m})=>!s||m<=s).map(m=>o`<${$a} key=${m.svix_id} version=${m} />`)}
      </ol>
      <nav class="pages" aria-label="Pages of versions">
        ${d.prev&&(i||a)&&o`<a href=${M({versions_before:d.prev,versions_after:null})}>← Newer</a>`}
        ${d.next&&d.has_more&&o`<a href=${M({versions_after:d.next,versions_before:null})}>Older →</a>`}
      </nav>`}<//>
  <//>`}function $a({version:{changes:e,evidence:t,occurred_at:n,type:i}}){let a=e.length===0?"nothing new":e.length===1?"1 field":`${e.length} fields`;return o`<li><details open=${t==="object"&&e.length<=_a}>
    <summary><${g} at=${n} /> <b><${$}>${i}<//></b> <span class="faint">${a}</span></summary>
    ${e.length>0&&o`<${mt} changes=${e} />`}
    <p class="faint">${Ei[t]}
      ${" "}<a href=${M({as_of:n})}>Show the page as of then</a></p>
  </details></li>`}function ha({path:e,id:t}){let{params:n}=h.value,[i,a]=[n.get("from"),n.get("to")],s=`${e}/diff`,l=w(s,i&&a?{from:i,to:a}:null,{user_id:t,session_id:t,organization_id:t});return o`<form class="compare" onSubmit=${p=>{p.preventDefault();let d=new FormData(p.currentTarget);F({from:ae(String(d.get("from"))),to:ae(String(d.get("to")))})}} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${de(i)}
        key=${i} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${de(a)} key=${a} /></label>
      <button type="submit">Compare</button> ${i&&o`<a href=${M({from:null,to:null})}>Clear</a>`}
    </form>
    <${O} answer=${l}>${p=>o`<div class="diff">
      ${!p.from.known&&o`<p class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${p.changes.length===0?o`<p>Nothing differs between the two.</p>`:o`<${mt} changes=${p.changes} before=${R(p.from.at,"minute")}
          after=${R(p.to.at,"minute")} />`}
    </div>`}<//>`}var Qi="/v1/organizations/{organization_id}";function eo({title:e,path:t,part:n,query:i}){let{columns:a,id:s}=W[t];return o`<${N} title=${e}><${te} path=${t} part=${n} query=${i} columns=${a} id=${s}
    caption=${e} /><//>`}function to({id:e}){let t=K(),n=w(Qi,{as_of:t},{organization_id:e});return n.error&&!n.loading&&!K()?o`<${We} id=${e} answer=${n} filter="organization_id" />`:o`<${O} answer=${n}>${i=>o`
      <h1><${$}>${i.name??e}<//> ${i.deleted_at&&o`<${C} tone="warn">Deleted<//>`}</h1>`}<//>
    <p><${D} id=${e} /></p>
    <${He} position=${n.position} from=${n.data?.created_at} query=${{organization_id:[e]}} />
    ${n.data&&o`<${N} title="Identity"><div class="columns">
      <${Y} rows=${[["Slug",n.data.slug],["Created",o`<${g} at=${n.data.created_at} to="minute" />`],["Created by",n.data.created_by&&o`<${D} id=${n.data.created_by} page="users" />`]]} />
      <${Y} rows=${[["Members allowed",n.data.max_allowed_memberships===0?"no limit":n.data.max_allowed_memberships],["Deleted",n.data.deleted_at&&o`<${g} at=${n.data.deleted_at} to="minute" />`],["Instance",n.data.instance_id]]} />
    </div><//>`}
    <${eo} title=${t?"Members then":"Members"} path="/v1/memberships" part="members_"
      query=${{organization_id:e,...t?{active_at:t}:{active:!0}}} />
    <${eo} title="Invitations" path="/v1/invitations" part="invitations_" query=${{organization_id:e}} />
    <${Ge} query=${{organization_id:e}} />
    <${Ke} path=${Qi} id=${e} />`}function va(e,t,n){return e?.split(`
`).filter(a=>a.startsWith(`${t}{`)&&a.includes(n))?.reduce((a,s)=>a+Number(s.split(" ").at(-1)),0)}function Yt(){let e=w("/v1/sources",{}),t=w("/v1/projections",ue("metrics:read")?{}:null),n=we(ue("metrics:read")?"/metrics":null);if(e.error)return o`<${Ae} error=${e.error} retry=${e.reload} />`;let i=e.data?.data??[],a=i.map(m=>m.last_event_at??"").sort().at(-1),s=i.map(m=>m.coverage_from??"").filter(Boolean).sort()[0],r=i.reduce((m,f)=>m+(f.recent?.hidden??0),0),l=Math.max(0,...(t.data?.data??[]).filter(({state:m})=>m==="live").map(m=>m.lag)),c=va(n.data,"gatelog_deliveries_total",'verdict="refused"'),p=o`<span class="faint">your key may not see it</span>`,d=(m,f,u=!1)=>o`<div class=${u?"warn":""}><dt>${m}</dt>
    <dd>${f}</dd></div>`;return o`<section class="strip" aria-label="How whole the log is"><dl>
    ${d("Last delivery",a?o`<span title=${a}>${bi(a)}</span>`:"none yet")}
    ${d("Views",t.data?l===0?"up to date":`${l} events behind`:p,l>1e3)}
    ${d("Refused deliveries",c===void 0?p:c.toLocaleString("en"),(c??0)>0)}
    ${d("Hidden instances",r===0?"none":o`<a href=${k("system")}>
      ${r} of the last 1,000 events</a>`,r>0)}
    ${d("Complete since",o`<${g} at=${s} to="minute" />`)}
  </dl>${i.map(({recent:m})=>m?.notice&&o`<p class="note"><${pe}>${m.notice}<//></p>`)}
    </section>`}var ga=[...Ue,"user_banned","mfa_disabled","session_revoked"],Ye=({label:e,value:t,href:n,note:i,warn:a})=>o`<div class=${a?"figure warn":"figure"}>
  <dt>${n?o`<a href=${n}>${e}</a>`:e}</dt>
  <dd>${t??"–"}</dd>${i&&o`<dd class="faint">${i}</dd>`}
</div>`,Ze=e=>e?.toLocaleString("en");function no(){let e=qt(h.value),{since:t,until:n}=e,i=w("/v1/stats/activity",{by:"action",...e}),a=w("/v1/stats/sessions",e),s=w("/v1/stats/users",{...e,interval:"month"}),r=y=>w("/v1/activity",{new:y,since:t,until:n,count:"exact",limit:1}).data?.page.count,[l,c]=[r("country"),r("device")],p=y=>i.data?.data.reduce((v,P)=>v+(Tn(P,{name:"",values:y},[])??0),0),[d,m]=[p(Ue),p(rt)],f=s.data?.data.map(y=>y.signed_in??0)??[],u={since:n?t:null,until:n,last:h.value.params.get("last")},_=w("/v1/activity",{action:ga,since:t,until:n,limit:8}),b=lt.slice(0,2),x=(y,v)=>F({since:y,until:v,last:null});return o`<h1>Overview</h1>
    <${Yt} />
    <${Ft} />
    <dl class="figures">
      <${Ye} label="Signed in now" value=${Ze(a.data?.active_now)}
        href=${k("sessions",null,{status:"active"})} note="sessions" />
      <${Ye} label="Users who signed in" href=${k("activity",null,{action:"signed_in",...u})}
        value=${s.data&&Ze(Math.max(0,...f))}
        note=${f.length>1?"in the busiest month":"distinct"} />
      <${Ye} label="New countries" value=${Ze(l)}
        href=${k("activity",null,{new:"country",...u})} note="sign-ins" />
      <${Ye} label="New devices" value=${Ze(c)}
        href=${k("activity",null,{new:"device",...u})} note="sign-ins" />
      <${Ye} label="Impersonations" value=${Ze(d)} warn=${d}
        href=${k("sessions",null,{impersonated:"true",since:t,until:n})} note="sessions as another user" />
      <${Ye} label="Security changes" value=${Ze(m)}
        href=${k("activity",null,{action:rt.slice(0,20),...u})} note="access, factors, roles" />
    </dl>
    <${N} title="Sign-ins and sign-outs" tools=${o`<span class="faint">Drag to zoom</span>`}>
      <${O} answer=${i}>${({data:y})=>o`
        <${Le} label=${`Per ${e.interval}`} interval=${e.interval}
          series=${b.map(({name:v})=>v)} bars=${De(y,b)} onZoom=${x} />`}<//>
    <//>
    <${N} title="Worth a look" tools=${o`<a href=${k("activity",null,u)}>All activity</a>`}>
      <${O} answer=${_}>${({data:y})=>y.length===0?o`<p class="faint">No impersonation, ban, revoked session or disabled second factor in this time.</p>`:o`<ul class="events">${y.map(v=>o`<li key=${v.svix_id}>
          <${g} at=${v.occurred_at} to="minute" />
          <a href=${k("activity",v.svix_id)}><${$}>${v.summary}<//></a></li>`)}</ul>`}<//>
    <//>`}var ya=1e3,Zt=["since","until","active_at","as_of","last_sign_in_before"];function io(){let e=w("/v1/reports",{});return o`<h1>Reports</h1><p
    class="lead">The questions of an audit. Each is one request. The log records every export with its digest.</p>
    <${O} answer=${e}>${({data:t})=>o`<ul class="tiles">${t.map(n=>o`
      <li key=${n.name} class="card"><a href=${k("reports",n.name)}>${n.question}</a>
        <p class="faint">Leaves out: <${bn}>${n.not_covered}<//></p></li>`)}</ul>`}<//>`}function oo({id:e}){let t=w("/v1/reports",{});return o`<${O} answer=${t}>${({data:n})=>{let i=n.find(({name:a})=>a===e);return i?o`<${ba} report=${i} />`:o`<h1>No such report</h1><p><a
      href=${k("reports")}>All reports</a></p>`}}<//>`}function ba({report:e}){let{params:t,opened:n}=h.value,[i="",a=""]=e.request.split("?"),s=[...e.required,...e.optional],r=In(i)?.filters.map(({name:f})=>f).filter(f=>t.has(f)&&!s.includes(f)),l=[...s,...r??[]],c=l.filter(f=>t.has(f)),p={};for(let[f,u]of new URLSearchParams(a))p[f]=[...p[f]??[],u];for(let f of c)p[f]=t.getAll(f);let d=e.required.filter(f=>!t.get(f)),m=f=>{f.preventDefault();let u=new FormData(f.currentTarget);F(Object.fromEntries(l.map(_=>{let b=String(u.get(_)??"").trim();return[_,Zt.includes(_)?ae(b):b]})))};return o`<h1>${e.question}</h1>
    <p class="lead">Leaves out: <${bn}>${e.not_covered}<//></p>
    <form class="report-form card" onSubmit=${m} aria-label="Parameters of the report">
      ${l.map(f=>o`<label key=${f}>${B(f)}${e.required.includes(f)?" (required)":""}
        <input name=${f} required=${e.required.includes(f)}
          type=${Zt.includes(f)?"datetime-local":"text"}
          defaultValue=${Zt.includes(f)?de(t.get(f)):t.get(f)??""} /></label>`)}
      ${l.length>0&&o`<button type="submit" class="primary">Answer</button>`}
      <button type="button" onClick=${()=>print()}>Print</button>
    </form>
    <p class="printed">${c.map(f=>`${B(f)}: ${Zt.includes(f)?R(t.get(f)??""):t.get(f)}. `)}
      Printed ${R(n)}, ${G()}, with the key <${$}>${Rt()}<//>. Request: <code>
        ${ee(i,p)}</code></p>
    ${d.length>0?o`<p class="note">Fill in ${d.map(f=>`“${B(f)}”`).join(" and ")} to see the answer.</p>`:i==="/v1/stats/activity"?o`<${Sa} query=${{time_zone:G(),...p}} />`:o`<div class="card"><${xa} path=${i} query=${p} caption=${e.question} /></div>`}`}function xa({path:e,query:t,caption:n}){let i=In(e);return i?o`<${te} path=${e} query=${t} columns=${i.columns} id=${i.id} limit=${ya}
    caption=${n} paged=${i.paged??!0} />`:o`<p><${Bt} path=${e} query=${t} /></p>`}function Sa({query:e}){let t=lt.slice(0,2),n=we(ee("/v1/stats/activity",e));return o`<${N} title="Per day" tools=${o`<${Bt} path="/v1/stats/activity" query=${e} />`}>
    <${O} answer=${n}>${({data:i})=>o`<${Le} label="Per day" interval="day"
      series=${t.map(({name:a})=>a)} bars=${De(i,t)} />`}<//><//>`}function Jt({sessions:e,since:t,until:n}){let[i,a]=[Date.parse(t),Date.parse(n)],s=l=>Math.max(0,Math.min(100,(new Date(l).getTime()-i)/Math.max(1,a-i)*100)),r=[0,.25,.5,.75].map(l=>i+l*(a-i));return o`<div class="scroll" tabindex="0" role="region" aria-label="Sessions on a time line"><table class="gantt">
    <thead><tr><th scope="col">Session</th><th scope="col">Began, ended</th>
      <th scope="col" class="line"><svg width="100%" height="16" aria-hidden="true">${r.map(l=>o`<text key=${l} x=${`${s(l)}%`} y="12">
          ${R(l,a-i>4*864e5?"day":"minute").slice(5)}</text>`)}</svg></th></tr></thead>
    <tbody>${e.map(l=>{let c=l.ended_at&&Date.parse(l.ended_at)<=a?l.ended_at:null,p=s(l.started_at),d=s(c??a);return o`<tr key=${l.session_id}>
        <th scope="row"><a href=${k("sessions",l.session_id)}><${$}>${ut(l)||"unknown device"}<//></a>
          <span class="faint"><${$}>${ct(l)}<//></span>
          ${l.impersonated&&o`<${C} tone="warn">Impersonated<//>`}</th>
        <td><${g} at=${l.started_at} to="minute" /><br />
          ${c?Be(l):o`<span class="faint">${h.value.params.has("as_of")?"open then":"open"}
            </span>`}</td>
        <td class="line"><svg width="100%" height="22" aria-hidden="true"
          class=${l.impersonated?"impersonated":""}>
          ${r.map(m=>o`<line key=${m} class="grid" x1=${`${s(m)}%`} x2=${`${s(m)}%`}
            y1="0" y2="22" />`)}
          <rect class=${c?l.inferred?"inferred":"ended":"open"} x=${`${p}%`}
            width=${`${Math.max(.6,d-p)}%`} y="6" height="10" rx="3" />
          ${l.last_active_at&&o`<line class="active" x1=${`${s(l.last_active_at)}%`}
            x2=${`${s(l.last_active_at)}%`} y1="3" y2="19" />`}
        </svg></td>
      </tr>`})}</tbody>
  </table></div>
  <p class="faint legend">Full: the end was reported. Pale: the end is inferred. With an outline: open.
    The stroke is the last reported activity.</p>`}var ao="/v1/sessions/{session_id}";function so({id:e}){let t=w(ao,{as_of:K()},{session_id:e});return t.error&&!t.loading&&!K()?o`<${We} id=${e} answer=${t} filter="session_id" />`:o`
    <${O} answer=${t}>${n=>o`<h1>Session of ${n.user_id?o`<a href=${k("users",n.user_id,{as_of:K()})}><${$}>
        ${n.user_name??n.user_email??n.user_id}<//></a>`:"an unknown user"}
      ${n.impersonated&&o` <${C} tone="warn">Impersonated<//>`}</h1>`}<//>
    <p><${D} id=${e} /></p>
    <${He} position=${t.position} from=${t.data?.started_at} query=${{session_id:[e]}} />
    ${t.data&&o`<${ka} row=${t.data} />`}
    <${Ge} query=${{session_id:e}} />
    <${Ke} path=${ao} id=${e} />`}function ka({row:e}){let t=e.ended_at??K()??h.value.opened.toISOString();return o`<${N} title="From when to when">
    <${Jt} sessions=${[e]} since=${e.started_at} until=${t} />
    <div class="columns">
      <${Y} rows=${[["Status",B(e.status)],["Started",o`<${g} at=${e.started_at} />`],["Completed",o`<${g} at=${e.activated_at} />`],["Last active",o`<${g} at=${e.last_active_at} />`],["Ended",Be(e)],["Duration",e.duration_ms==null?"open":st(e.duration_ms)],["Expires unless used",e.expire_at&&o`<${g} at=${e.expire_at} to="minute" />`]]} />
      <${Y} rows=${[["Acted by",e.impersonated?o`${B(e.actor_kind??"impersonator")} <${D}
          id=${e.impersonator_id} page="users" />`:"the user"],["Device",ut(e)],["Place",ct(e)],["Address",e.ip],["Address of the request",e.request_ip===e.ip?null:e.request_ip],["Organization",e.organization_id&&o`<a href=${k("organizations",e.organization_id)}><${$}>
          ${e.organization_name??e.organization_id}<//></a>`],["Other open sessions",e.concurrent_sessions==null?null:String(e.concurrent_sessions)],["User agent",e.user_agent]]} />
    </div>
  <//>`}function ro(){let[e,t]=E(""),[n,i]=E(!1);return o`<main class="sign-in" id="main"><form onSubmit=${async s=>{s.preventDefault();let r=String(new FormData(s.currentTarget).get("key")??"").trim();i(!0),t("");try{await vn(r)}catch(l){t(l.message),i(!1)}}}>
    <h1><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</h1>
    <label for="key">API key</label>
    <input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false"
      aria-describedby="key-help" aria-invalid=${e!==""} />
    ${e&&o`<p class="error" role="alert"><${pe}>${e}<//></p>`}
    <button type="submit" class="primary" disabled=${n}>${n?"Signing in…":"Sign in"}</button>
    <p id="key-help" class="faint">The page shows what this key may see. The session ends after 30 minutes without
      use. A key is made with <code>gatelog keys create</code>.</p>
  </form></main>`}var wa=1e3,Ta=["system.read","system.exported","system.reviewed","system.access_denied","system.key_used"],Oa=W["/v1/activity"].columns.filter(({name:e})=>["occurred_at","summary"].includes(e)),lo=()=>o`<h1>System</h1>
  <${Yt} />
  <${N} title="Views"><${Oe} scope="metrics:read"><${Ea} /><//><//>
  <${N} title="Sources"><${Ia} /><//>
  <${N} title="Keys"><${Oe} scope="keys:read">
    <${te} path="/v1/keys" query=${{}} columns=${W["/v1/keys"].columns} id=${W["/v1/keys"].id} caption="Keys"
      paged=${!1} />
  <//><//>
  <${N} title="Who read the log"><${Oe} scope="events:read">
    <${te} path="/v1/activity" part="readers_" query=${{source:"system",type:Ta}} columns=${Oa}
      id=${W["/v1/activity"].id} caption="Who read the log" />
  <//><//>
  <${N} title="Events that a view could not read"><${Oe} scope="events:read"><${Ca} /><//><//>`,Aa=({row:e})=>o`<progress max=${Math.max(1,e.size)} value=${e.checkpoint}
  aria-label=${`Progress of ${e.name}`}></progress>
  ${e.lag===0?"up to date":`${e.lag.toLocaleString("en")} events behind`}`;function Ea(){let e=w("/v1/projections",{}),[t,n]=E(""),[i,a]=E(null),s=e.data?.data.some(({state:c})=>c==="building")||t!=="";Q(()=>{if(!s)return;let c=setTimeout(()=>{n(""),e.reload()},wa);return()=>clearTimeout(c)},[e.data,t]);let r=async c=>{a(null);try{await Ne(ee("/v1/projections/{name}/rebuild",{},{name:c}),{method:"POST"}),n(c)}catch(p){a(p)}},l=[{name:"name",label:"View",cell:c=>o`<b>
      ${c.name.replace(/_/g," ")}</b>`},{name:"state",label:"State",cell:c=>o`<${C}
      tone=${c.state==="live"?"good":"plain"}>${c.state}<//>`},{name:"progress",label:"Progress",cell:c=>o`<${Aa}
      row=${c} />`},{name:"failures",label:"Skipped events",cell:c=>c.failures},{name:"version",label:"Version",cell:c=>c.version},{name:"changed_at",label:"Changed",cell:c=>o`<${g}
      at=${c.changed_at} />`},{name:"rebuild",label:"Rebuild",cell:c=>c.state==="live"&&(ue("admin:rebuild")?o`<button type="button" disabled=${s} onClick=${()=>r(c.name)}
        aria-label=${`Rebuild ${c.name}`}>Rebuild</button>`:o`<span class="faint">needs admin:rebuild</span>`)}];return o`${i&&o`<${Ae} error=${i} />`}<${O} answer=${e}>
    ${({data:c})=>o`<${qe} path="/projections" columns=${l} rows=${c}
      id=${p=>`${p.name}/${p.generation}`} caption="Views" />`}<//>`}function Ia(){let e=w("/v1/sources",{}),t=[{name:"source",label:"Source",cell:n=>o`<b>${n.source}</b>`},{name:"instances",label:"Instances",cell:n=>n.instances.join(", ")||"all"},{name:"coverage",label:"Complete since",cell:n=>o`<${g} at=${n.coverage_from} />`},{name:"last",label:"Last delivery",cell:n=>o`<${g} at=${n.last_event_at} />`},{name:"hidden",label:"Left out",wide:!0,cell:n=>o`<${$}>${n.recent?.notice??"nothing"}
      <//>`}];return o`<${O} answer=${e}>${({data:n})=>o`<${qe}
    path="/sources"
    columns=${t} rows=${n}
    id=${i=>i.source} caption="Sources" />`}<//>`}function Ca(){let e=w("/v1/undecodable",{limit:20});return o`<${O} answer=${e}>${({data:t})=>t.length===0?o`<p class="faint">None: every view read every event.</p>`:o`<ul class="events">${t.map(n=>o`<li key=${n.position}><${g} at=${n.received_at} /> <b>
      <${$}>${n.type??"no type"}<//></b>
        ${n.failures.map(({projection:i,reason:a})=>o`<span class="faint">${i}: <${$}>${a}<//></span> `)}</li>`)}</ul>`}<//>`}var co="/v1/users/{user_id}";function uo({id:e}){let t=K(),n=w(co,{as_of:t},{user_id:e});return n.error&&!n.loading&&!K()?o`<${We} id=${e} answer=${n} filter="involves" />`:o`
    <${O} answer=${n}>${i=>o`<h1><${$}>${An(i)}<//> <${En}
      ...${i} /></h1>`}<//>
    <p><${D} id=${e} /></p>
    <${He} position=${n.position} from=${n.data?.created_at} query=${{involves:[e]}} />
    ${n.data&&o`<${N} title="Identity"><${Na} user=${n.data} /><//>`}
    <${Ra} id=${e} />
    <${za} id=${e} />
    <${Ge} query=${{involves:e}} />
    <${Ke} path=${co} id=${e} />`}function Na({user:e}){let t=(r,l)=>o`<div><${$}>${l}<//> <${C}
    tone=${r.verification==="verified"?"good":"plain"}>${r.verification??"not verified"}<//></div>`,n=(r,l)=>r?.length?r.map(l):null,i=r=>r==null?"not reported":r?"yes":"no",a=n(e.email_addresses,r=>t(r,r.email_address))??n(e.emails,r=>o`<div><${$}>${r}<//></div>`),s=[e.external_accounts,e.saml_accounts,e.enterprise_accounts].flatMap(r=>r??[]);return o`<div class="columns">
    <${Y} rows=${[["E-mail",a],["Formerly",n(e.former_emails,r=>o`<div class="former"><${$}>${r}<//></div>`)],["Phone",n(e.phone_numbers,r=>t(r,r.phone_number))],["Wallet",n(e.web3_wallets,r=>t(r,r.web3_wallet))],["User name",e.username],["External id",e.external_id],["Accounts",n(s,r=>t(r,[r.provider?.replace(/^oauth_/,""),r.email_address].filter(Boolean).join(" · ")))]]} />
    <${Y} rows=${[["Second factor",e.two_factor_enabled?["required",e.totp_enabled&&"authenticator app",e.backup_code_enabled&&"backup codes"].filter(Boolean).join(", "):i(e.two_factor_enabled)],["Passkeys",n(e.passkeys,r=>o`<div><${$}>${r.name??r.id}<//></div>`)],["Password",o`${i(e.password_enabled)} ${e.password_last_updated_at&&o`<span class="faint">set <${g} at=${e.password_last_updated_at} to="minute" /></span>`}`],["Banned",i(e.banned)],["Locked",o`${i(e.locked)} ${e.lockout_expires_at&&o`<span class="faint">until <${g} at=${e.lockout_expires_at} to="minute" />
          ${e.lock_end_inferred?", inferred":""}</span>`}`],["Directory",[e.scim_directory_id,e.deprovisioned&&"deprovisioned"].filter(Boolean).join(", ")]]} />
    <${Y} rows=${[["Created",o`<${g} at=${e.created_at} to="minute" />`],["Last sign-in",o`<${g} at=${e.last_sign_in_at} to="minute" />`],["Sign-ins",e.sign_ins.toLocaleString("en")],["Deleted",e.deleted_at&&o`<${g} at=${e.deleted_at} to="minute" />`],["Terms accepted",e.legal_accepted_at&&o`<${g} at=${e.legal_accepted_at} to="minute" />`],["Source",e.source],["Instance",e.instance_id],["Incomplete since",e.failure_since&&o`<a href=${k("system")}><${g} at=${e.failure_since}
        to="minute" /></a>`]]} />
  </div>`}var Pa=W["/v1/memberships"].columns.filter(({name:e})=>!["user","email","ended_at"].includes(e)).map(e=>({...e,hidden:!1}));function Ra({id:e}){let t=K(),n=w("/v1/memberships",{user_id:[e],...t?{active_at:t}:{active:!0}}),i=W["/v1/memberships"];return n.data?.data.length===0?null:o`<${N} title="Organizations">
    <${O} answer=${n}>${({data:a})=>o`<${qe} path="/memberships-of-a-user" columns=${Pa} rows=${a} id=${i.id}
        caption="Organizations" />`}<//>
  <//>`}function za({id:e}){let{params:t,opened:n}=h.value,i=K()??n.toISOString(),a=t.get("last")??"30d",{since:s}=Pe({page:"",id:e,params:new URLSearchParams({last:a}),opened:new Date(i)}),r=w("/v1/sessions",{user_id:[e],since:s,until:Kt()??i,limit:50}),l=k("sessions",null,{user_id:e,since:s,until:i});return o`<${N} title="Sessions" tools=${o`<${On} value=${a} />`}>
    <${O} answer=${r}>${({data:c,page:p,notes:d})=>c.length===0?o`<${Ut} title="No session in this time." notes=${d} />`:o`<${Jt} sessions=${c} since=${s} until=${i} />
        ${p.has_more&&o`<p><a href=${l}>All sessions of this time</a></p>`}`}<//>
  <//>`}var Pn={"":{title:"Overview",all:no},activity:{title:"Activity",all:Ji,one:Ki},users:{title:"Users",all:()=>o`<${Wt} path="/v1/users" />`,one:uo},sessions:{title:"Sessions",all:()=>o`<${Wt} path="/v1/sessions" />`,one:so},organizations:{title:"Organizations",all:()=>o`<${Wt} path="/v1/organizations" />`,one:to},reports:{title:"Reports",all:io,one:oo},system:{title:"System",all:lo}},Rn=class extends le{state={error:null};componentDidCatch(t){console.error(t),this.setState({error:t})}render(){let{error:t}=this.state;return t?o`<${Ae} error=${t} />`:this.props.children}},po=({label:e,setting:t,options:n})=>o`<label class="switch"><span class="hidden">${e}</span>
  <select value=${t.value}
    onChange=${i=>{t.value=i.currentTarget.value}}>
    ${n.map(([i,a])=>o`<option key=${i} value=${i}>${a}</option>`)}
  </select></label>`,Ma=[["system","Auto"],["light","Light"],["dark","Dark"]];function La(){let{page:e,id:t}=h.value,n=Object.hasOwn(Pn,e)?Pn[e]:void 0;return document.title=`${[t,n?.title].filter(Boolean).join(" · ")} – Gatelog`,o`<a class="skip" href="#main" onClick=${i=>{i.preventDefault(),document.querySelector("main")?.focus()}}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</a>
      <nav aria-label="Pages of Gatelog">${Object.entries(Pn).map(([i,{title:a}])=>o`<a key=${i} href=${k(i)} aria-current=${i===e?"page":null}>${a}</a>`)}</nav>
      <div class="tools">
        <${po} label="Time zone" setting=${at} options=${[["local",yn],["utc","UTC"]]} />
        <${po} label="Theme" setting=${gn} options=${Ma} />
        <span class="who" title="The key of this session">Key <${$}>${Rt()}<//></span>
        <button type="button" onClick=${()=>_i()}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1"><${Rn} key=${`${e}/${t}`}>
      ${n?t&&n.one?o`<${n.one} id=${t} />`:o`<${n.all} />`:o`<h1>No such page</h1><p><a href="#/">To the overview</a></p>`}
    <//></main>
    <footer><${wi} /><p class="faint">All times are in ${G()}.</p></footer>
    <${Si} />`}function Ua(){return oe.value===void 0?o`<main id="main"><${xn} /></main>`:oe.value===null?o`<${ro} />`:o`<${La} />`}gn.subscribe(e=>{document.documentElement.dataset.theme=e});ln(o`<${Ua} />`,document.body);var{page:fo,params:Da}=h.value;fo==="sign-in"&&location.replace("#/");ot(fo==="sign-in"?Da.get("link"):null);
